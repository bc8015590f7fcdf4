// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * Doubles an image under a style: features of the encoder are added after the first convolution, and colours leave after
 * the second.
 *
 * @param conv0 checkpoint name {@code conv0}
 * @param conv1 checkpoint name {@code conv1}
 * @param toRgb checkpoint name {@code toRGB}
 */
public record DecoderBlock(StyleConv conv0, StyleConv conv1, ToRgb toRgb) {
    /**
     * Features and colours of one level.
     *
     * @param features (B, C, H, W)
     * @param colours (B, colours, H, W), or null before the first block
     */
    public record Level(Tensor features, @Nullable Tensor colours) {
        /** Both, with null for colours that are not there. */
        public List<@Nullable Tensor> tensors() {
            return Arrays.asList(features, colours);
        }
    }

    /**
     * The styles of a block.
     *
     * @param first of the first convolution, (B, style)
     * @param second of the second one
     * @param rgb of the colours
     */
    public record Styles(Tensor first, Tensor second, Tensor rgb) {
        /** The same for all. */
        public static Styles all(Tensor style) {
            return new Styles(style, style, style);
        }
    }

    /**
     * How a block is made.
     *
     * @param noiseSide side of the constant noise maps, 0 for a block without noise
     * @param demodulates whether the convolutions scale their outputs back; that of the colours never does
     */
    public record Spec(int in, int out, int style, int colours, int noiseSide, boolean demodulates) {
        /** 3×3 under the block's style. */
        ModulatedConv2d.Spec conv(int from) {
            return ModulatedConv2d.Spec.of(from, out, style).demodulating(demodulates);
        }
    }

    /** Takes {@code conv0}, {@code conv1} and {@code toRGB} from {@code p}. */
    public static DecoderBlock of(ParameterScope p, Spec s) {
        ModulatedConv2d.Spec doubling = s.conv(s.in()).with(Scale.UP);
        ModulatedConv2d.Spec plain = s.conv(s.out());
        return new DecoderBlock(
                StyleConv.of(p.in("conv0"), StyleConv.Spec.of(doubling, s.noiseSide())),
                StyleConv.of(p.in("conv1"), StyleConv.Spec.of(plain, s.noiseSide())),
                ToRgb.of(p.in("toRGB"), s.out(), s.colours(), s.style()));
    }

    /** coarser (B, in, H/2, W/2), skip (B, out, H, W) -> (B, out, H, W) and its colours. */
    public Level forward(Level coarser, Styles styles, Tensor skip, LayerNoise noise) {
        Tensor x = Temporaries.freedAfter(
                () -> conv0.forward(coarser.features(), styles.first(), noise).add(skip));
        Tensor y = conv1.forward(x, styles.second(), noise);
        return new Level(y, toRgb.forward(y, styles.rgb(), coarser.colours()));
    }
}
