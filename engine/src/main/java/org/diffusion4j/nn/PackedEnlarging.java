// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.tensor.Temporaries;

/** An {@link EnlargingConv2d} of a network that is asked and not trained, with kernels that are summed and packed once. */
public final class PackedEnlarging implements AutoCloseable {
    private final Tensor small;
    private final Optional<PackedKernel> beside;
    private final EnlargingOperator operator;
    private final KernelsBySize packed = new KernelsBySize();
    private final KernelsBySize rounded = new KernelsBySize();

    /**
     * Of a kernel (out, in, 3, 3) and a bias (out), which live as long as this. Made where the layers are made.
     *
     * @param above channels of the small picture, which come first; the others have the full size
     */
    PackedEnlarging(Tensor weight, TensorOptional bias, long above, boolean isAlwaysRounded) {
        long others = weight.size(1) - above;
        small = weight.narrow(1, 0, above);
        operator = new EnlargingOperator(bias);
        beside = others == 0
                ? Optional.empty()
                : Optional.of(
                        new PackedKernel(weight.narrow(1, above, others), new TensorOptional(), 1, 1, isAlwaysRounded));
    }

    /** As {@link EnlargingConv2d#fromSmall}. */
    Tensor forward(Tensor x, Optional<Tensor> besides, After after) {
        return Temporaries.freedAfter(() -> {
            Tensor read = PackedKernel.isRounding() ? x.to(ScalarType.BFloat16) : x;
            Tensor sum = operator.convolution(read, kernel(x));
            return besides.isPresent() ? beside.orElseThrow().addedTo(sum, besides.get(), after) : after.of(sum);
        });
    }

    private synchronized IValue kernel(Tensor x) {
        long[] size = x.shape();
        return PackedKernel.isRounding()
                ? rounded.get(() -> operator.packed(taps().to(ScalarType.BFloat16), size), size)
                : packed.get(() -> operator.packed(taps(), size), size);
    }

    private Tensor taps() {
        return EnlargingConv2d.taps(small.detach());
    }

    @Override
    public void close() {
        beside.ifPresent(PackedKernel::close);
        synchronized (this) {
            packed.close();
            rounded.close();
        }
    }
}
