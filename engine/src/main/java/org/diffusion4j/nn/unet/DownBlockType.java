// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import org.diffusion4j.nn.ParameterScope;

/** The stages of the way down, with diffusers' names of them. */
public enum DownBlockType implements LibraryName {
    /** Residual blocks, then a convolution of stride 2. */
    DOWN("DownBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new DownStage(p, style, level, false, ResizeType.CONV);
        }
    },
    /** Residual blocks with attention after each, then the style's way of halving. */
    ATTN_DOWN("AttnDownBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new DownStage(p, style, level, true, style.down());
        }
    },
    /** Residual blocks, then one that halves. */
    RESNET_DOWN("ResnetDownsampleBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new DownStage(p, style, level, false, ResizeType.RESNET);
        }
    },
    /** Residual blocks, one that halves smoothly, and the picture beside them. */
    SKIP_DOWN("SkipDownBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new SkipDownStage(p, style, level, false);
        }
    },
    /** The same with attention after each block. */
    ATTN_SKIP_DOWN("AttnSkipDownBlock2D") {
        @Override
        public Stage create(ParameterScope p, UNetStyle style, Level level) {
            return new SkipDownStage(p, style, level, true);
        }
    };

    private final String libraryName;

    DownBlockType(String libraryName) {
        this.libraryName = libraryName;
    }

    @Override
    public String libraryName() {
        return libraryName;
    }

    /** Whether it carries the picture beside the features. */
    public boolean isSkip() {
        return this == SKIP_DOWN || this == ATTN_SKIP_DOWN;
    }

    /** The stage over parameters of {@code p}. */
    public abstract Stage create(ParameterScope p, UNetStyle style, Level level);
}
