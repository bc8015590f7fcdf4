// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.error.ShapeException;

/** Which class each item has. */
final class ItemLabels {
    /** Items without classes. */
    static final ItemLabels NONE = new ItemLabels(List.of());

    private final List<String> classes;
    private final int[] ofItems;

    /**
     * Labels of items in their order.
     *
     * @param classes names, by number; empty where items have none
     * @param ofItems the class of each item as an index into classes. Not copied
     * @throws ShapeException if a label is none of the classes
     */
    ItemLabels(List<String> classes, int... ofItems) {
        this.classes = List.copyOf(classes);
        this.ofItems = ofItems;
        for (int i = 0; i < ofItems.length; i++) {
            if (ofItems[i] < 0 || ofItems[i] >= classes.size()) {
                throw new ShapeException(
                        "item %d has the label %d, and there are %d classes, counted from 0. Correct the label or name its class."
                                .formatted(i, ofItems[i], classes.size()));
            }
        }
    }

    /** Names, by label. */
    List<String> classes() {
        return classes;
    }

    /** The label of each item, not a copy. */
    int[] ofItems() {
        return ofItems;
    }

    /** Whether items have classes. */
    boolean exist() {
        return !classes.isEmpty();
    }

    /** The labels of these items. */
    ItemLabels only(int... items) {
        return new ItemLabels(
                classes, IntStream.of(items).map(item -> ofItems[item]).toArray());
    }
}
