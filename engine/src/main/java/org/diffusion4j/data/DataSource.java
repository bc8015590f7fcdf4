// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Shapes;

/** A fixed list of training items, readable in any order and from any thread. */
public interface DataSource {
    /** How many items; at least 1. */
    int size();

    /** The shape of one item, for example (3) or (3, 32, 32). */
    long[] itemShape();

    /** Numbers per item. */
    default int itemElements() {
        return Math.toIntExact(Shapes.elements(itemShape()));
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

    /** The names of the classes; empty where the items have none. */
    default List<String> classes() {
        return List.of();
    }

    /**
     * The class of item {@code item}: an index into {@link #classes()}.
     *
     * @throws IllegalStateException if the items have no classes
     */
    default int label(int item) {
        throw new IllegalStateException("these items have no classes");
    }

    /** Numbers of an item's context vector, 0 where there is none; one for each class unless the data say otherwise. */
    default int contextSize() {
        return classes().size();
    }

    /** Writes the context vector of item {@code item} to {@code target[from …]}, which holds zeros: 1 at its class. */
    default void context(int item, float[] target, int from) {
        target[from + label(item)] = 1;
    }

    /** A hash of all items, for the record of a run: equal data, equal text. */
    String fingerprint();
}
