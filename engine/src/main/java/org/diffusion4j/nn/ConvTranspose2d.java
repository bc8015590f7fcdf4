// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Temporaries;

/**
 * A transposed convolution whose stride is its kernel: every pixel becomes a square of kernel² pixels.
 *
 * @param weight (in, out, k, k), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}
 * @param kernel k, and the factor by which height and width grow
 */
public record ConvTranspose2d(Tensor weight, TensorOptional bias, int kernel) {
    /** Takes {@code weight} and {@code bias} from {@code p}; first values U(-1/√n, 1/√n), n = out·k², as PyTorch's. */
    public static ConvTranspose2d of(ParameterScope p, long in, long out, int kernel) {
        Init rule = Init.uniform(1 / Math.sqrt((double) out * kernel * kernel));
        Tensor weight = p.kernel("weight", rule, in, out, kernel, kernel);
        return new ConvTranspose2d(weight, new TensorOptional(p.trained("bias", rule, out)), kernel);
    }

    /** x (B, in, H, W) -> (B, out, kH, kW). */
    public Tensor forward(Tensor x) {
        return PackedKernel.isRounding() && GradMode.is_enabled() ? biasApart(x) : spread(x, bias);
    }

    private Tensor spread(Tensor x, TensorOptional added) {
        long[] stride = {kernel, kernel};
        return WorkCount.spread(
                x, weight, torch.conv_transpose2d(x, weight, added, stride, new long[2], new long[2], 1, 1, 1));
    }

    /** The same; in bfloat16 the library sums the bias's gradient number by number, unless the bias is added by itself. */
    Tensor biasApart(Tensor x) {
        return Temporaries.freedAfter(() -> {
            Tensor y = spread(x, new TensorOptional());
            return bias.has_value()
                    ? InPlace.add(y, bias.get().view(1, -1, 1, 1).to(y.scalar_type()))
                    : y;
        });
    }
}
