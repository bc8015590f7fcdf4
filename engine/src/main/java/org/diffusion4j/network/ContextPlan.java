// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.List;

/**
 * The widths of a {@link ContextUnetConfig}: what each level down takes and gives, and each level up.
 *
 * @param features width of the first level
 * @param down width before the first level and after each, in features
 * @param up width after each level up, in features
 */
public record ContextPlan(int features, List<Integer> down, List<Integer> up) {
    /** The network of small sprites, with two levels, or that of larger pictures, with five. */
    static ContextPlan of(int levels, int features) {
        return levels == 2
                ? new ContextPlan(features, List.of(1, 1, 2), List.of(1, 1))
                : new ContextPlan(features, List.of(1, 1, 2, 4, 8, 8), List.of(8, 4, 2, 1, 1));
    }

    /** Width after {@code levels} levels down. */
    public int width(int levels) {
        return features * down.get(levels);
    }

    /** The width of the smallest map. */
    public int deepest() {
        return width(down.size() - 1);
    }

    /** What level {@code i} up takes, from 0: the tensor below and the skip beside it. */
    public int upIn(int i) {
        return (i == 0 ? deepest() : upOut(i - 1)) + width(down.size() - 1 - i);
    }

    /** What it gives. */
    public int upOut(int i) {
        return features * up.get(i);
    }
}
