// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.random.RandomStream;

/**
 * Training pictures by the class that a network is told of them.
 *
 * @param data all of them
 * @param conditioning of the network; where it is told nothing, all pictures are of class 0 unless the data name others
 */
record ClassItems(DataSource data, Conditioning conditioning) {
    /** The names of the classes, by label; may be empty. */
    List<String> classes() {
        return data.classes();
    }

    /** The class of an item; of a stored context vector the place of its largest number. */
    int label(int item) {
        if (conditioning.of(data, item) instanceof Condition.Context told && told.size() > 1) {
            float[] values = told.values();
            return IntStream.range(0, values.length).reduce(0, (best, i) -> values[i] > values[best] ? i : best);
        }
        return data.classes().isEmpty() ? 0 : data.label(item);
    }

    /** At most so many items, drawn at random and never by hand. */
    int[] some(int most, long seed) {
        return Arrays.copyOf(order(seed), Math.min(most, data.size()));
    }

    /** At most so many items of one class. */
    int[] ofClass(int label, int most, long seed) {
        return Arrays.stream(order(seed))
                .filter(item -> label(item) == label)
                .limit(most)
                .toArray();
    }

    private int[] order(long seed) {
        return RandomStream.of(seed, "report").permutation(data.size());
    }
}
