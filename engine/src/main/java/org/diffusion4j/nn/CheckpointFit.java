// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.tensor.Shapes;

/** Compares a checkpoint with a network before anything is loaded, so that all that is wrong is told at once. */
public final class CheckpointFit {
    private static final int MOST_LISTED = 12;

    private CheckpointFit() {}

    /**
     * Checks that a checkpoint has exactly these tensors in exactly these shapes.
     *
     * @param wanted the network's shapes by name, as {@link Parameters#shapes} tells them
     * @param given the checkpoint's shapes by name
     * @param what the checkpoint, for the sentence
     * @throws CheckpointException listing what is missing, what has another shape, and what is too much
     */
    public static void require(Map<String, long[]> wanted, Map<String, long[]> given, String what) {
        List<String> missing = new ArrayList<>();
        List<String> other = new ArrayList<>();
        wanted.forEach((name, shape) -> {
            long[] found = given.get(name);
            if (found == null) {
                missing.add("%s %s".formatted(name, Shapes.text(shape)));
            } else if (!Arrays.equals(found, shape)) {
                other.add("%s is %s, not %s".formatted(name, Shapes.text(found), Shapes.text(shape)));
            }
        });
        List<String> extra = given.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .sorted()
                .toList();
        if (missing.isEmpty() && other.isEmpty() && extra.isEmpty()) {
            return;
        }
        String differences = Stream.of(
                        listed("missing", missing), listed("of another shape", other), listed("unknown", extra))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        throw new CheckpointException(
                "%s does not fit this network of %d tensors: %s. Use weights of this network, with the recipe they were trained with."
                        .formatted(what, wanted.size(), differences));
    }

    private static String listed(String what, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String some = String.join(", ", names.subList(0, Math.min(MOST_LISTED, names.size())));
        String more = names.size() > MOST_LISTED ? " and %d more".formatted(names.size() - MOST_LISTED) : "";
        return "%s (%d): %s%s".formatted(what, names.size(), some, more);
    }
}
