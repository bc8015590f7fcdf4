// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;

/**
 * A kernel in the orders in which it is read best: in float32 and in bfloat16, one for each size of what was convolved lately. Not
 * for several threads at once; its owner sees to that.
 */
final class KernelsBySize implements AutoCloseable {
    /** Two parts of different row counts, each with guidance and without; more would only hold memory. */
    private static final int MOST = 4;

    private final Map<List<Long>, Tensor> exact = new LinkedHashMap<>(8, 0.75f, true);
    private final Map<List<Long>, Tensor> rounded = new LinkedHashMap<>(8, 0.75f, true);

    /** Brings a kernel into the order that is best for pictures of a size. */
    @FunctionalInterface
    interface Packing {
        Tensor packed(Tensor kernel, long... size);
    }

    /**
     * The one for {@code x} in the format in which convolutions on this thread compute now. The value holds it, whoever asks for
     * other sizes meanwhile.
     *
     * @param values gives the kernel, if it has to be packed
     */
    IValue get(Tensor x, Supplier<Tensor> values, Packing packing) {
        boolean isRounding = PackedKernel.isRounding();
        Map<List<Long>, Tensor> kernels = isRounding ? rounded : exact;
        long[] size = x.shape();
        List<Long> key = Arrays.stream(size).boxed().toList();
        Tensor kernel = kernels.get(key);
        if (kernel == null) {
            try (PointerScope scope = new PointerScope()) {
                Tensor plain = values.get().to(isRounding ? ScalarType.BFloat16 : ScalarType.Float);
                kernel = Tensors.keep(packing.packed(plain, size));
            }
            kernels.put(key, kernel);
            forgetOldest(kernels);
        }
        return new IValue(kernel);
    }

    /** The values in float32, of any kernel in that format; there must be one. */
    Tensor unpacked(boolean isRounded) {
        return (isRounded ? rounded : exact)
                .values()
                .iterator()
                .next()
                .to_dense()
                .to(ScalarType.Float);
    }

    /** How many are kept. */
    int count() {
        return exact.size() + rounded.size();
    }

    private static void forgetOldest(Map<List<Long>, Tensor> kernels) {
        if (kernels.size() > MOST) {
            List<Long> oldest = kernels.keySet().iterator().next();
            Objects.requireNonNull(kernels.remove(oldest)).close();
        }
    }

    @Override
    public void close() {
        exact.values().forEach(Tensor::close);
        exact.clear();
        rounded.values().forEach(Tensor::close);
        rounded.clear();
    }
}
