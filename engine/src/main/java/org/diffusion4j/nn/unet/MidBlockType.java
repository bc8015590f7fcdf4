// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.Optional;
import org.diffusion4j.nn.ParameterScope;

/** The stages between the way down and the way up, with diffusers' names of them. */
public enum MidBlockType implements LibraryName {
    /** A residual block, attention, a residual block. */
    MID("UNetMidBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, int channels, Middle middle) {
            return new MidStage(p, style, channels, middle);
        }
    };

    private final String libraryName;

    /**
     * What only the middle has.
     *
     * @param hasAttention between the residual blocks
     * @param attentionGroups of the attention's normalisation, where they differ from the style's
     * @param scale every sum is divided by it
     */
    public record Middle(boolean hasAttention, Optional<Integer> attentionGroups, double scale) {}

    MidBlockType(String libraryName) {
        this.libraryName = libraryName;
    }

    @Override
    public String libraryName() {
        return libraryName;
    }

    /** The stage over parameters of {@code p}. */
    public abstract Stage create(ParameterScope p, UNetStyle style, int channels, Middle middle);
}
