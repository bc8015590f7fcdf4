// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.tensor.Engine;
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
        boolean isQuick = PackedKernel.isRounding() && Engine.hasBfloat16() && x.is_cpu();
        boolean isAllowed = TrainingPass.open().map(TrainingPass::hasOwnWays).orElse(true);
        return WorkCount.spread(x, weight, isQuick && isAllowed ? product(x) : plain(x));
    }

    Tensor plain(Tensor x) {
        long[] stride = {kernel, kernel};
        return torch.conv_transpose2d(x, weight, bias, stride, new long[2], new long[2], 1, 1, 1);
    }

    /**
     * The same as one product of matrices, whose rows are then squares of pixels. In bfloat16 that is faster than the library's
     * transposed convolutions, most of all on the way back and where pictures are small.
     */
    Tensor product(Tensor x) {
        return Temporaries.freedAfter(() -> {
            long in = x.size(1);
            long out = weight.size(1);
            Tensor pixels = x.permute(0, 2, 3, 1).reshape(-1, in);
            Tensor squares = weight.permute(2, 3, 1, 0).reshape(-1, in); // (k · k · out, in)
            TensorOptional added = bias.has_value()
                    ? new TensorOptional(bias.get().repeat((long) kernel * kernel))
                    : new TensorOptional();
            return torch.linear(pixels, squares, added)
                    .view(x.size(0), x.size(2), x.size(3), kernel, kernel, out)
                    .permute(0, 1, 3, 2, 4, 5)
                    .reshape(x.size(0), x.size(2) * kernel, x.size(3) * kernel, out)
                    .permute(0, 3, 1, 2);
        });
    }
}
