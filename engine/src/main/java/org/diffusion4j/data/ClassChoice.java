// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;

/**
 * Some classes of a set, and what their labels mean afterwards.
 *
 * @param names the classes that are used, in the order of their new numbers; empty for all
 * @param numbers whether labels keep their numbers
 */
record ClassChoice(List<String> names, LabelNumbers numbers) {
    /**
     * Checks names against those there are.
     *
     * @param key the recipe key that messages name
     * @throws ConfigException for an unknown or repeated name
     */
    void require(String key, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ConfigException("%s: there is no class '%s'. %s"
                        .formatted(
                                key,
                                name,
                                known.isEmpty() ? "These items have no classes." : Names.advice(name, known)));
            }
        }
        if (new HashSet<>(names).size() != names.size()) {
            throw new ConfigException("%s names a class twice (%s); each may stand once. Remove the second."
                    .formatted(key, String.join(", ", names)));
        }
    }

    /** Whether items of this class are used. */
    boolean has(String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** The classes that labels count afterwards. */
    List<String> classes(List<String> all) {
        return names.isEmpty() || numbers == LabelNumbers.KEEP ? all : names;
    }

    /** The labels of chosen items under the numbers that the recipe wants. */
    ItemLabels numbered(ItemLabels chosen) {
        return names.isEmpty() || numbers == LabelNumbers.KEEP ? chosen : remapped(chosen);
    }

    /** The labels of chosen items as 0, 1, … in the order of the names. */
    ItemLabels remapped(ItemLabels chosen) {
        return new ItemLabels(
                names,
                IntStream.of(chosen.ofItems())
                        .map(label -> names.indexOf(chosen.classes().get(label)))
                        .toArray());
    }
}
