// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.conv2d;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A convolution that knows which pixels it saw: its result is multiplied by k²/(known pixels under the kernel), and is 0
 * where there were none. A pixel is known afterwards if it saw a known one, so holes close from their rim.
 *
 * <p>As MAT has it, and unlike Liu et al. 2018: the input is not masked, the factor multiplies the activated result with
 * its bias, and the zeros around the image count as holes, so the rim of the image is raised by 1.5 and its corners by
 * 2.25 even where everything is known.
 *
 * @param conv checkpoint name {@code conv}
 */
public record PartialConv(Conv2dLayer conv, Tensor counter) {
    private static final TensorOptional NO_BIAS = new TensorOptional();
    private static final long[] ONE = {1, 1};
    private static final double EPSILON = 1e-8;

    /**
     * Features and which of their pixels are known.
     *
     * @param features (B, C, H, W)
     * @param known (B, 1, H, W) in [0, 1], or null where nobody asks any more
     */
    public record Masked(Tensor features, @Nullable Tensor known) {}

    /**
     * How a mask changes.
     *
     * @param count known pixels under the kernel
     * @param known of the result, in [0, 1]
     * @param ratio factor on the result: k²/count, 0 where count is 0
     */
    public record Coverage(Tensor count, Tensor known, Tensor ratio) {}

    /** Takes {@code conv} from {@code p}. */
    public static PartialConv of(ParameterScope p, Conv2dLayer.Spec s) {
        Conv2dLayer conv = Conv2dLayer.of(p.in("conv"), s);
        return new PartialConv(conv, conv.weight().new_ones(1, 1, s.kernel(), s.kernel()));
    }

    /** features (B, in, H, W), known (B, 1, H, W) or null -> (B, out, H', W') and its known pixels. */
    public Masked forward(Masked in) {
        Tensor y = conv.forward(in.features());
        if (in.known() == null) {
            return new Masked(y, null);
        }
        Coverage coverage = coverage(in.known());
        return new Masked(y.mul(coverage.ratio().to(y.scalar_type())), coverage.known());
    }

    /** What this layer does to a mask (B, 1, H, W), whatever the features are. */
    public Coverage coverage(Tensor known) {
        if (conv.scale() == Scale.UP) {
            throw new ConfigException(
                    "a doubling partial convolution cannot take a mask: known pixels are not defined between pixels. Give none.");
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            long k = counter.size(-1);
            long step = conv.scale() == Scale.DOWN ? 2 : 1;
            Tensor count = conv2d(known, counter, NO_BIAS, new long[] {step, step}, new long[] {k / 2, k / 2}, ONE, 1);
            Tensor after = Masks.clamped(count);
            Tensor ratio = Tensors.plus(count, EPSILON)
                    .reciprocal()
                    .mul_(Tensors.scalar((double) k * k))
                    .mul_(after);
            return new Coverage(count, after, ratio);
        }
    }
}
