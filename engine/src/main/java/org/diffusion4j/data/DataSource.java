// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import java.util.List;
import org.diffusion4j.random.RandomStream;

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

    /**
     * Writes an item as training sees it, for example mirrored; as it is where the recipe names no such thing.
     *
     * @param epoch the stream of this epoch; an item draws from its child {@code ("item", item)}, whatever the batch
     */
    default void read(int item, RandomStream epoch, float[] target, int from) {
        read(item, target, from);
    }

    /**
     * The items of one epoch in their order: {@link #size} numbers, usually each item once.
     *
     * @param draws a stream of this epoch alone
     */
    default int[] order(RandomStream draws) {
        return draws.permutation(size());
    }

    /** Names of the classes, by label; empty where items have none. */
    default List<String> classes() {
        return List.of();
    }

    /**
     * The class of an item, as an index into {@link #classes}.
     *
     * @throws IllegalStateException where items have none
     */
    default int label(int item) {
        throw new IllegalStateException("the items of " + this + " have no classes");
    }

    /** Numbers in the context of an item; 0 where items have none. */
    default int contextSize() {
        return classes().size();
    }

    /** Writes the context of an item, by default its label as one-hot, to {@code target[from …]}. */
    default void context(int item, float[] target, int from) {
        if (contextSize() > 0) {
            Arrays.fill(target, from, from + contextSize(), 0);
            target[from + label(item)] = 1;
        }
    }

    /** A hash of all items, for the record of a run: equal data, equal text. */
    String fingerprint();
}
