// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.tensor.Temporaries;

/**
 * An {@link EnlargingConv2d} of a network that is asked and not trained, with kernels that are summed and packed once. The plain
 * kernel stays beside them, for pictures that are convolved in the plain way.
 */
public final class PackedEnlarging implements AutoCloseable {
    private final Tensor ofSmall;
    private final Optional<PackedKernel> ofOthers;
    private final EnlargingOperator operator;
    private final KernelsBySize packed = new KernelsBySize();

    /**
     * Of a kernel (out, in, 3, 3) and a bias (out), which live as long as this. Made where the layers are made.
     *
     * @param isAlwaysRounded whether the network is asked in bfloat16 alone
     */
    PackedEnlarging(Tensor weight, TensorOptional bias, long above, boolean isAlwaysRounded) {
        long others = weight.size(1) - above;
        ofSmall = weight.narrow(1, 0, above);
        operator = new EnlargingOperator(bias);
        ofOthers = others == 0
                ? Optional.empty()
                : Optional.of(
                        new PackedKernel(weight.narrow(1, above, others), new TensorOptional(), 1, 1, isAlwaysRounded));
    }

    /** As {@link EnlargingConv2d#fromSmall}. */
    Tensor forward(Tensor x, Optional<Tensor> others, After after) {
        return Temporaries.freedAfter(() -> {
            Tensor sum = operator.convolution(PackedKernel.read(x), kernel(x));
            return others.isPresent() ? ofOthers.orElseThrow().addedTo(sum, others.get(), after) : after.of(sum);
        });
    }

    private synchronized IValue kernel(Tensor x) {
        return packed.get(x, () -> EnlargingConv2d.taps(ofSmall.detach()), operator::packed);
    }

    @Override
    public void close() {
        ofOthers.ifPresent(PackedKernel::close);
        synchronized (this) {
            packed.close();
        }
    }
}
