// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.tensor.Tensors;

/** A kernel of a network that is asked and not trained, transformed for {@link Winograd} and kept. */
final class WinogradKernel implements AutoCloseable {
    /** Two pieces of different row counts; more would only hold memory. */
    private static final int MOST_SIZES = 2;

    private final long in;
    private final long out;
    private final float[] bias;
    private final Map<Integer, Tensor> kernels = new LinkedHashMap<>(4, 0.75f, true);

    /** Of a kernel (out, in, 3, 3) and a bias (out). Made where the layers are made. */
    WinogradKernel(Tensor weight, TensorOptional bias) {
        out = weight.size(0);
        in = weight.size(1);
        this.bias = bias.has_value() ? Tensors.floats(bias.get()) : new float[(int) out];
    }

    /** Whether x can be convolved so, faster. */
    boolean isFor(Tensor x) {
        return Winograd.isForAsking(x, in, out);
    }

    /**
     * x (B, in, H, W) -> (B, out, H, W), channels-last.
     *
     * @param weight gives the plain kernel, when it is needed
     */
    Tensor forward(Tensor x, Supplier<Tensor> weight) {
        return Winograd.forward(x, bias, block -> kernel(block, weight));
    }

    /** Which order is best depends on the number of tiles. The value holds its kernel, whoever asks for others meanwhile. */
    private synchronized IValue kernel(int block, Supplier<Tensor> weight) {
        Tensor kernel = kernels.get(block);
        if (kernel == null) {
            try (PointerScope scope = new PointerScope()) {
                kernel = Tensors.keep(Winograd.kernel(weight.get(), block));
            }
            kernels.put(block, kernel);
            if (kernels.size() > MOST_SIZES) {
                Integer oldest = kernels.keySet().iterator().next();
                Objects.requireNonNull(kernels.remove(oldest)).close();
            }
            Holes.left(kernel.numel());
        }
        return new IValue(kernel);
    }

    @Override
    public synchronized void close() {
        kernels.values().forEach(Tensor::close);
        kernels.clear();
    }
}
