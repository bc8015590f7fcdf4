// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

/** What a layer does to the sides of its image. */
public enum Scale {
    /** Doubles them. */
    UP,
    /** Leaves them. */
    SAME,
    /** Halves them. */
    DOWN;

    /** The new length of a side. */
    public long of(long side) {
        return switch (this) {
            case UP -> 2 * side;
            case SAME -> side;
            case DOWN -> side / 2;
        };
    }
}
