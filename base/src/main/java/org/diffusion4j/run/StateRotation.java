// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which states stay: the newest, the best and the one just saved. Damaged ones are left to the user, and do not count.
 */
final class StateRotation {
    private static final String REMOVED = ".gone-";

    private final Path folder;
    private final FileLayer files;
    private final int keep;
    private final Set<Path> damaged = new HashSet<>();
    private final Map<Path, OptionalDouble> scores = new HashMap<>();

    StateRotation(Path folder, FileLayer files, int keep) {
        this.folder = folder;
        this.files = files;
        this.keep = keep;
    }

    /** Whether a name is that of a state whose removal was interrupted. */
    static boolean isRemoved(String name) {
        return name.startsWith(REMOVED);
    }

    /** Leaves this state alone from now on. */
    void markDamaged(Path state) {
        damaged.add(state);
    }

    /** Removes what is no longer needed now that {@code saved} is there. */
    void after(Path saved) throws IOException {
        damaged.remove(saved);
        scores.remove(saved);
        List<Path> states = new ArrayList<>();
        for (Path path : StateFolder.newestFirst(folder, files)) {
            if (isIntact(path)) {
                states.add(path);
            }
        }
        Set<Path> kept = new HashSet<>(Set.of(saved));
        states.stream().limit(keep).forEach(kept::add);
        states.stream()
                .filter(state -> score(state).isPresent())
                .min(Comparator.comparingDouble(state -> score(state).orElseThrow()))
                .ifPresent(kept::add);
        remove(states.stream().filter(path -> !kept.contains(path)).toList());
    }

    /** The score of an intact state; infinite where there is none. */
    double scoreOf(Path state) {
        return isIntact(state) ? score(state).orElse(Double.POSITIVE_INFINITY) : Double.POSITIVE_INFINITY;
    }

    private OptionalDouble score(Path state) {
        return scores.getOrDefault(state, OptionalDouble.empty());
    }

    private boolean isIntact(Path state) {
        try {
            if (!damaged.contains(state) && !scores.containsKey(state)) {
                scores.put(state, new StateFolder(state, files).manifest().optionalScore());
            }
        } catch (DamagedStateException e) {
            damaged.add(state);
        }
        return !damaged.contains(state);
    }

    /** Takes the names away first, so that a folder half removed never looks like a state. */
    private void remove(List<Path> states) throws IOException {
        if (states.isEmpty()) {
            return;
        }
        List<Path> removed = new ArrayList<>();
        for (Path state : states) {
            Path nameless = folder.resolve(REMOVED + state.getFileName());
            files.deleteTree(nameless);
            files.rename(state, nameless);
            scores.remove(state);
            removed.add(nameless);
        }
        files.syncFolder(folder);
        for (Path state : removed) {
            files.deleteTree(state);
        }
    }
}
