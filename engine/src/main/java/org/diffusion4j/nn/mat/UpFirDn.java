// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.tensor.Tensors;

/**
 * Upsample by zeros, pad, filter, keep every n-th sample, channel by channel. Padding counts samples after upsampling;
 * negative padding crops. It is linear, so its derivatives of every order are of the same kind.
 *
 * @param up factors of rows and columns
 * @param down factors of rows and columns
 * @param pad zeros around the upsampled image
 * @param flip correlates with the kernel as it is, instead of convolving
 * @param gain factor on the result
 */
public record UpFirDn(Factors up, Factors down, Padding pad, boolean flip, double gain) {
    /** Filters only. */
    public static final UpFirDn PLAIN = new UpFirDn(Factors.ONE, Factors.ONE, Padding.all(0), false, 1);

    private static final TensorOptional NO_BIAS = new TensorOptional();
    private static final long[] NO_PADDING = {0, 0};
    private static final long[] ONE = {1, 1};

    /** A factor for x (along a row) and one for y. */
    public record Factors(int x, int y) {
        /** Nothing changes. */
        public static final Factors ONE = new Factors(1, 1);
    }

    /** Zeros before and after, along x and along y. */
    public record Padding(int left, int right, int top, int bottom) {
        /** The same on each side. */
        public static Padding all(int each) {
            return new Padding(each, each, each, each);
        }

        /** These before and after, along both axes. */
        public static Padding both(int before, int after) {
            return new Padding(before, after, before, after);
        }

        /** The sum of both. */
        public Padding plus(Padding other) {
            return new Padding(left + other.left, right + other.right, top + other.top, bottom + other.bottom);
        }

        boolean isNone() {
            return equals(all(0));
        }
    }

    /** Smooths without changing the size. */
    public static UpFirDn filtering(Fir fir, Padding extra) {
        int w = fir.width();
        int h = fir.height();
        return PLAIN.padded(extra.plus(new Padding(w / 2, (w - 1) / 2, h / 2, (h - 1) / 2)));
    }

    /** Enlarges {@code factor} times, keeping the mean. */
    public static UpFirDn enlarging(Fir fir, int factor, Padding extra) {
        return PLAIN.upBy(new Factors(factor, factor))
                .padded(extra.plus(new Padding(
                        half(fir.width() + factor - 1),
                        half(fir.width() - factor),
                        half(fir.height() + factor - 1),
                        half(fir.height() - factor))))
                .times((double) factor * factor);
    }

    /** Shrinks {@code factor} times. */
    public static UpFirDn shrinking(Fir fir, int factor, Padding extra) {
        return PLAIN.downBy(new Factors(factor, factor))
                .padded(extra.plus(new Padding(
                        half(fir.width() - factor + 1),
                        half(fir.width() - factor),
                        half(fir.height() - factor + 1),
                        half(fir.height() - factor))));
    }

    private static int half(int taps) {
        return taps / 2;
    }

    /** The same with other factors up. */
    public UpFirDn upBy(Factors factors) {
        return new UpFirDn(factors, down, pad, flip, gain);
    }

    /** The same with other factors down. */
    public UpFirDn downBy(Factors factors) {
        return new UpFirDn(up, factors, pad, flip, gain);
    }

    /** The same with other padding. */
    public UpFirDn padded(Padding padding) {
        return new UpFirDn(up, down, padding, flip, gain);
    }

    /** The same, correlating. */
    public UpFirDn flipped() {
        return new UpFirDn(up, down, pad, true, gain);
    }

    /** The same with the gain multiplied. */
    public UpFirDn times(double factor) {
        return new UpFirDn(up, down, pad, flip, gain * factor);
    }

    /** x (B, C, H, W) -> (B, C, (H·up.y + top + bottom − h)/down.y + 1, likewise W). */
    public Tensor apply(Tensor x, Fir fir) {
        Tensor padded = padded(spread(x));
        Tensor kernel = fir.kernel().to(x.scalar_type());
        if (!flip) {
            kernel = fir.isSeparable() ? kernel.flip(0) : kernel.flip(0, 1);
        }
        if (!fir.isSeparable()) {
            return depthwise(padded, Tensors.times(kernel, gain), down.y(), down.x());
        }
        Tensor pass = Tensors.times(kernel, Math.sqrt(gain));
        Tensor rows = depthwise(padded, pass.view(1, -1), 1, down.x());
        return depthwise(rows, pass.view(-1, 1), down.y(), 1);
    }

    /** Zeros after every sample, the last one too. */
    private Tensor spread(Tensor x) {
        if (up.equals(Factors.ONE)) {
            return x;
        }
        long[] s = x.shape();
        Tensor apart = x.reshape(s[0], s[1], s[2], 1, s[3], 1);
        return constant_pad_nd(apart, 0, up.x() - 1, 0, 0, 0, up.y() - 1)
                .reshape(s[0], s[1], s[2] * up.y(), s[3] * up.x());
    }

    private Tensor padded(Tensor x) {
        return pad.isNone() ? x : constant_pad_nd(x, pad.left(), pad.right(), pad.top(), pad.bottom());
    }

    private static Tensor depthwise(Tensor x, Tensor kernel, int strideY, int strideX) {
        long channels = x.size(1);
        Tensor each = kernel.expand(channels, 1, kernel.size(0), kernel.size(1)); // (C, 1, h, w)
        return conv2d(x, each, NO_BIAS, new long[] {strideY, strideX}, NO_PADDING, ONE, channels);
    }
}
