// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A convolution over pictures with a square kernel.
 *
 * @param weight (out, in, k, k), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}
 * @param stride pixels between two outputs
 * @param padding zeros around the picture
 */
public record Conv2d(Tensor weight, TensorOptional bias, int stride, int padding) {
    /** Stride 1 and padding that keeps the size, for odd kernels. */
    public static Conv2d same(ParameterScope p, long in, long out, int kernel) {
        return of(p, in, out, kernel, 1, kernel / 2);
    }

    /** Takes {@code weight} and {@code bias} from {@code p}; first values U(-1/√n, 1/√n), n = in·k², as PyTorch's. */
    public static Conv2d of(ParameterScope p, long in, long out, int kernel, int stride, int padding) {
        Init rule = Init.uniform(1 / Math.sqrt((double) in * kernel * kernel));
        Tensor weight = p.kernel("weight", rule, out, in, kernel, kernel);
        return new Conv2d(weight, new TensorOptional(p.trained("bias", rule, out)), stride, padding);
    }

    /** x (B, in, H, W) -> (B, out, H', W'). */
    public Tensor forward(Tensor x) {
        return WorkCount.layer(x, weight, torch.conv2d(x, weight, bias, both(stride), both(padding), both(1), 1));
    }

    private static long[] both(int n) {
        return new long[] {n, n};
    }
}
