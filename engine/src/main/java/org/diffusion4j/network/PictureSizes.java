// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/** Sizes of picture networks, refused at the door with the nearest that work. */
final class PictureSizes {
    private PictureSizes() {}

    /** @throws ConfigException if {@code value} is below 1 */
    static void requirePositive(String name, int value) {
        if (value < 1) {
            throw ConfigException.naming(
                    "%s must be at least 1 but was %d. Give a positive number.", new KeyName(name), value);
        }
    }

    /**
     * Refuses what is not a positive multiple.
     *
     * @param reason in half a sentence, for example "is halved three times"
     * @throws ConfigException with the nearest multiples below and above
     */
    static void requireMultiple(String name, int value, int of, String reason) {
        if (value >= of && value % of == 0) {
            return;
        }
        int below = value / of * of;
        String nearest = below < of ? Integer.toString(of) : "%d or %d".formatted(below, below + of);
        throw ConfigException.naming(
                "%s must be a multiple of %d (it %s) but was %d. Set it to %s.",
                new KeyName(name), of, reason, value, nearest);
    }
}
