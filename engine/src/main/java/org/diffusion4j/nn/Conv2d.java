// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.nn.PackedKernel.After;

/**
 * A convolution over pictures with a square kernel.
 *
 * @param weight (out, in, k, k), checkpoint name {@code weight}
 * @param bias (out), checkpoint name {@code bias}
 * @param stride pixels between two outputs
 * @param padding zeros around the picture
 * @param packed the same for a network that is only asked; empty where it is trained
 */
public record Conv2d(Tensor weight, TensorOptional bias, int stride, int padding, Optional<PackedKernel> packed) {
    /** One that is computed in the plain way. */
    public Conv2d(Tensor weight, TensorOptional bias, int stride, int padding) {
        this(weight, bias, stride, padding, Optional.empty());
    }

    /** Stride 1 and padding that keeps the size, for odd kernels. */
    public static Conv2d same(ParameterScope p, long in, long out, int kernel) {
        return of(p, in, out, kernel, 1, kernel / 2);
    }

    /** Takes {@code weight} and {@code bias} from {@code p}; first values U(-1/√n, 1/√n), n = in·k², as PyTorch's. */
    public static Conv2d of(ParameterScope p, long in, long out, int kernel, int stride, int padding) {
        Init rule = Init.uniform(1 / Math.sqrt((double) in * kernel * kernel));
        Tensor weight = p.kernel("weight", rule, out, in, kernel, kernel);
        return of(p, weight, new TensorOptional(p.trained("bias", rule, out)), stride, padding);
    }

    /** Of tensors that were taken from {@code p}. */
    public static Conv2d of(ParameterScope p, Tensor weight, TensorOptional bias, int stride, int padding) {
        return new Conv2d(weight, bias, stride, padding, p.packed(weight, bias, stride, padding));
    }

    /** x (B, in, H, W) -> (B, out, H', W'). */
    public Tensor forward(Tensor x) {
        return forward(x, After.NONE);
    }

    /** The same, and then {@code after}. */
    public Tensor forward(Tensor x, After after) {
        return isAsked(x) ? packed.orElseThrow().forward(x, after) : after.of(plain(x));
    }

    /**
     * The sum and x convolved, added; where it can be over {@code sum}, which nobody else reads.
     *
     * @param sum (B, out, H', W'), channels-last
     */
    public Tensor addedTo(Tensor sum, Tensor x) {
        return isAsked(x)
                        && sum.scalar_type().intern()
                                == PackedKernel.read(x).scalar_type().intern()
                ? packed.orElseThrow().addedTo(sum, x, After.NONE)
                : InPlace.add(sum, forward(x));
    }

    private boolean isAsked(Tensor x) {
        return packed.isPresent() && PackedKernel.isFor(x);
    }

    private Tensor plain(Tensor x) {
        Tensor kernel = packed.isPresent() ? packed.get().plain() : weight;
        Optional<TrainingPass> pass = TrainingPass.open();
        if (pass.filter(TrainingPass::hasOwnWays).isPresent() && SmallConvolution.isFor(x, kernel, stride, padding)) {
            return WorkCount.layer(x, kernel, SmallConvolution.forward(pass.get(), x, kernel, bias));
        }
        Optional<TrainedConvolutions> convolutions =
                pass.flatMap(open -> open.convolutions(x, kernel, stride, padding));
        if (convolutions.isPresent()) {
            return WorkCount.layer(x, kernel, convolutions.get().forward(pass.get(), x, kernel, bias));
        }
        return WorkCount.layer(x, kernel, torch.conv2d(x, kernel, bias, both(stride), both(padding), both(1), 1));
    }

    private static long[] both(int n) {
        return new long[] {n, n};
    }
}
