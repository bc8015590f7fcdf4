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
import org.diffusion4j.tensor.Tensors;

/**
 * A kernel in the orders in which it is read best, one for each size of what was convolved lately. Not for several threads at
 * once; its owner sees to that.
 */
final class KernelsBySize implements AutoCloseable {
    /** Two parts of different row counts, each with guidance and without; more would only hold memory. */
    private static final int MOST = 4;

    private final Map<List<Long>, Tensor> kernels = new LinkedHashMap<>(8, 0.75f, true);

    /**
     * The one for pictures of {@code size}. The value holds it, whoever asks for other sizes meanwhile.
     *
     * @param made makes it, if it is not there
     */
    IValue get(Supplier<Tensor> made, long... size) {
        List<Long> key = Arrays.stream(size).boxed().toList();
        Tensor kernel = kernels.get(key);
        if (kernel == null) {
            try (PointerScope scope = new PointerScope()) {
                kernel = Tensors.keep(made.get());
            }
            kernels.put(key, kernel);
            forgetOldest();
        }
        return new IValue(kernel);
    }

    /** Any of them; there must be one. */
    Tensor any() {
        return kernels.values().iterator().next();
    }

    /** How many are kept. */
    int count() {
        return kernels.size();
    }

    private void forgetOldest() {
        if (kernels.size() > MOST) {
            List<Long> oldest = kernels.keySet().iterator().next();
            Objects.requireNonNull(kernels.remove(oldest)).close();
        }
    }

    @Override
    public void close() {
        kernels.values().forEach(Tensor::close);
        kernels.clear();
    }
}
