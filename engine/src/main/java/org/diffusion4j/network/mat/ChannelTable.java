// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.List;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * How many channels features have at each resolution: base / resolution, from 1 to most; or a list.
 *
 * @param base channels · resolution where {@code most} does not limit them
 * @param most channels at low resolutions
 * @param exact channels at 4, 8, 16, …, instead of the two numbers above; empty for none
 */
public record ChannelTable(
        @Key(about = "channels times resolution", standard = "32768")
        int base,

        @Key(about = "most channels", unit = "channels", standard = "512")
        int most,

        @Key(about = "channels at 4, 8, 16, ... instead; empty = from base and most", standard = "[]")
        List<Integer> exact) {
    /** The resolution of the first entry of {@link #exact}. */
    private static final int FIRST = 4;

    public ChannelTable {
        exact = List.copyOf(exact);
        if (base < 1 || most < 1 || exact.stream().anyMatch(n -> n < 1)) {
            throw new ConfigException(
                    "base %d, most %d and exact %s must be 1 or more. The usual values are 32768, 512 and []."
                            .formatted(base, most, exact));
        }
    }

    /** 512 up to 64 × 64, then half for every doubling. */
    public static ChannelTable defaults() {
        return RecipeReader.defaults(ChannelTable.class);
    }

    /** base / resolution, at most {@code most}. */
    public static ChannelTable of(int base, int most) {
        return new ChannelTable(base, most, List.of());
    }

    /** Exactly these at 4, 8, 16, …. */
    public static ChannelTable exactly(List<Integer> channels) {
        return new ChannelTable(1, 1, channels);
    }

    /**
     * Channels at a resolution, a power of two of 4 or more.
     *
     * @throws ConfigException if the list has no entry for it
     */
    public int at(int resolution) {
        if (exact.isEmpty()) {
            return Math.max(1, Math.min(most, base / resolution));
        }
        int index = Integer.numberOfTrailingZeros(resolution / FIRST);
        if (index >= exact.size()) {
            throw new ConfigException(
                    "exact lists channels up to resolution %d, but %d is needed. Add an entry for each doubling."
                            .formatted(FIRST << (exact.size() - 1), resolution));
        }
        return exact.get(index);
    }
}
