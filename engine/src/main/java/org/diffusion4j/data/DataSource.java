// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

/** A fixed list of training items, readable in any order and from any thread. */
public interface DataSource {
    /** How many items; at least 1. */
    int size();

    /** The shape of one item, for example (3) or (3, 32, 32). */
    long[] itemShape();

    /** Numbers per item. */
    default int itemElements() {
        return Math.toIntExact(org.diffusion4j.tensor.Shapes.elements(itemShape()));
    }

    /** Writes item {@code item} (from 0), in the range the network sees, to {@code target[from …]}. */
    void read(int item, float[] target, int from);

    /** A hash of all items, for the record of a run: equal data, equal text. */
    String fingerprint();
}
