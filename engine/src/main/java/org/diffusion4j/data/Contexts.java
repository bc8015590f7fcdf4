// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.ByteBuffer;
import java.util.zip.Checksum;

/** A vector for each item that a network is told beside it. */
final class Contexts {
    private final int size;
    private final float[] values;

    /**
     * Vectors of items in their order.
     *
     * @param size numbers of a vector
     * @param values (N, size), not copied
     */
    Contexts(int size, float... values) {
        this.size = size;
        this.values = values;
    }

    /** Numbers of a vector. */
    int size() {
        return size;
    }

    /** How many vectors. */
    int items() {
        return values.length / size;
    }

    /** Writes the vector of an item. */
    void read(int item, float[] target, int from) {
        System.arraycopy(values, item * size, target, from, size);
    }

    /** The vectors of these items. */
    Contexts of(int... items) {
        float[] chosen = new float[items.length * size];
        for (int i = 0; i < items.length; i++) {
            read(items[i], chosen, i * size);
        }
        return new Contexts(size, chosen);
    }

    /** As many vectors of zeros. */
    Contexts zeros() {
        return new Contexts(size, new float[values.length]);
    }

    /** Adds all vectors to the hash of a set. */
    void addTo(Checksum sum) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        sum.update(bytes);
    }

    /** The place of the only 1 of each vector, or nothing where a vector is no such one-hot. */
    int[] ones() {
        int[] ones = new int[items()];
        for (int item = 0; item < ones.length; item++) {
            int found = 0;
            for (int i = 0; i < size; i++) {
                float value = values[item * size + i];
                if (value != 0) {
                    found += value == 1 ? 1 : 2;
                    ones[item] = i;
                }
            }
            if (found != 1) {
                return new int[0];
            }
        }
        return ones;
    }
}
