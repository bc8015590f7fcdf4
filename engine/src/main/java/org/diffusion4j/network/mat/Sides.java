// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import org.diffusion4j.error.ConfigException;

/** Arithmetic of sides that are powers of two. */
final class Sides {
    private Sides() {}

    /** The exponent of a power of two. */
    static int log2(int side) {
        return Integer.numberOfTrailingZeros(side);
    }

    static void requirePower(String name, int side, int least) {
        if (side < least || Integer.bitCount(side) != 1) {
            throw new ConfigException("%s must be a power of two of %d or more but was %d. Try %d."
                    .formatted(name, least, side, Math.max(least, Integer.highestOneBit(Math.max(1, side)))));
        }
    }

    static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new ConfigException(
                    "%s must be at least 1 but was %d. Give a positive number.".formatted(name, value));
        }
    }
}
