// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.List;

/** Networks of a few thousand parameters with every part of the large ones. */
public final class SmallMat {
    private SmallMat() {}

    private static ChannelTable channels() {
        return ChannelTable.exactly(List.of(8, 8, 8, 6));
    }

    /** For images of 32 × 32. */
    public static GeneratorConfig generator() {
        return generator(true, true);
    }

    /** The same with or without demodulation in the first and in the second stage. */
    static GeneratorConfig generator(boolean first, boolean second) {
        FirstStageConfig stage =
                new FirstStageConfig(8, 2, 16, List.of(1, 2, 1, 2, 1), List.of(4, 4, 4, 4, 4), 2, first);
        return new GeneratorConfig(32, 3, 8, 0, 8, 2, 0.995, 16, 0.5, second, channels(), stage);
    }

    public static DiscriminatorConfig discriminator() {
        return new DiscriminatorConfig(32, 3, 0, channels(), 2, 1);
    }
}
