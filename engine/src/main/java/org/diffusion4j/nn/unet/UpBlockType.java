// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.diffusion4j.nn.ParameterScope;

/** The stages of the way up, with diffusers' names of them. */
public enum UpBlockType implements LibraryName {
    /** Residual blocks, then a convolution after doubling. */
    UP("UpBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new UpStage(p, style, level, false, ResizeType.CONV);
        }
    },
    /** Residual blocks with attention after each, then the style's way of doubling. */
    ATTN_UP("AttnUpBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new UpStage(p, style, level, true, style.up());
        }
    },
    /** Residual blocks, then one that doubles. */
    RESNET_UP("ResnetUpsampleBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new UpStage(p, style, level, false, ResizeType.RESNET);
        }
    },
    /** Residual blocks, one that doubles smoothly, and the picture that grows beside them. */
    SKIP_UP("SkipUpBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new SkipUpStage(p, style, level, false);
        }
    },
    /** The same with one attention after the blocks. */
    ATTN_SKIP_UP("AttnSkipUpBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new SkipUpStage(p, style, level, true);
        }
    };

    private final String libraryName;

    UpBlockType(String libraryName) {
        this.libraryName = libraryName;
    }

    @Override
    public String libraryName() {
        return libraryName;
    }

    /** Whether it builds a picture beside the features. */
    public boolean isSkip() {
        return this == SKIP_UP || this == ATTN_SKIP_UP;
    }

    /** The stage over parameters of {@code p}. */
    public abstract Stage create(ParameterScope p, UNetStyle style, Level level);
}
