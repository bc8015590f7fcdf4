// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.empty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;

/**
 * The names and shapes of a network's tensors in the order of its layers, had without memory for their values: what a
 * checkpoint is compared with before anything is loaded.
 */
public final class Blueprint {
    private static final int MOST_LISTED = 12;

    private final Map<String, List<Long>> shapes;
    private final Set<String> trained;

    private Blueprint(Map<String, List<Long>> shapes, Set<String> trained) {
        this.shapes = shapes;
        this.trained = trained;
    }

    /** The blueprint of the network that {@code plan} describes. */
    public static Blueprint of(Function<ParameterScope, ?> plan) {
        Engine.start();
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        Set<String> trained = new LinkedHashSet<>();
        try (PointerScope scope = new PointerScope()) {
            // tensors of the device "meta" have a shape and no values
            TensorOptions meta = new TensorOptions().device(new DeviceOptional(new Device("meta")));
            ParameterScope.Origin origin = (name, rule, isTrained, shape) -> {
                shapes.put(name, Arrays.stream(shape).boxed().toList());
                return empty(shape, meta, new MemoryFormatOptional());
            };
            Objects.requireNonNull(plan.apply(new ParameterScope(origin, new LinkedHashMap<>(), trained, "")));
        }
        return new Blueprint(shapes, trained);
    }

    /** All names in the order of the layers. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(shapes.keySet());
    }

    /** The names that training changes. */
    public Collection<String> trainedNames() {
        return Collections.unmodifiableSet(trained);
    }

    /**
     * The shape of a tensor.
     *
     * @throws CheckpointException if there is none of that name
     */
    public long[] shape(String name) {
        List<Long> shape = shapes.get(name);
        if (shape == null) {
            throw new CheckpointException(
                    "This network has no tensor '%s'. Ask for one of its own names.".formatted(name));
        }
        return longs(shape);
    }

    /** Numbers that training changes. */
    public long trainedCount() {
        return trained.stream().mapToLong(name -> Shapes.elements(shape(name))).sum();
    }

    /** Numbers in all. */
    public long count() {
        return shapes.keySet().stream()
                .mapToLong(name -> Shapes.elements(shape(name)))
                .sum();
    }

    /**
     * Checks that a checkpoint has exactly these tensors in exactly these shapes.
     *
     * @param given shapes by name
     * @param what the checkpoint, for the sentence
     * @throws CheckpointException listing what is missing, what has another shape, and what is too much
     */
    public void requireSame(Map<String, long[]> given, String what) {
        List<String> missing = new ArrayList<>();
        List<String> other = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            long[] found = given.get(name);
            if (found == null) {
                missing.add(name);
            } else if (!Arrays.equals(found, longs(shape))) {
                other.add("%s is %s, not %s".formatted(name, Shapes.text(found), Shapes.text(longs(shape))));
            }
        });
        List<String> extra = given.keySet().stream()
                .filter(name -> !shapes.containsKey(name))
                .sorted()
                .toList();
        if (missing.isEmpty() && other.isEmpty() && extra.isEmpty()) {
            return;
        }
        String differences = Stream.of(
                        listed("missing", missing), listed("of another shape", other), listed("unknown", extra))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        throw new CheckpointException("%s does not fit this network of %d tensors: %s. Use weights of this network."
                .formatted(what, shapes.size(), differences));
    }

    private static String listed(String what, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String some = String.join(", ", names.subList(0, Math.min(MOST_LISTED, names.size())));
        String more = names.size() > MOST_LISTED ? " and %d more".formatted(names.size() - MOST_LISTED) : "";
        return "%s (%d): %s%s".formatted(what, names.size(), some, more);
    }

    private static long[] longs(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
