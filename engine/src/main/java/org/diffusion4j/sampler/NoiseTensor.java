// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that shows the noise of one evaluation after another: making one for each costs as much as a third of the numbers
 * of a thousand points. Belongs to one thread; to be closed.
 */
final class NoiseTensor implements AutoCloseable {
    private @Nullable Shown shown;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Shown(Tensor tensor, long[] shape, DoubleBuffer numbers) {}

    /** The values in the shape, dtype and place of {@code like}; where that is float64 on the CPU, until the next call only. */
    Tensor of(double[] values, Tensor like) {
        long[] shape = like.shape();
        if (!like.is_cpu() || like.scalar_type().intern() != ScalarType.Double) {
            return Tensors.like(like, values);
        }
        if (shown == null || !Arrays.equals(shape, shown.shape)) {
            close();
            Tensor tensor = Tensors.keep(Tensors.of(values, shape));
            DoublePointer numbers = new DoublePointer(tensor.data_ptr()).capacity(values.length);
            shown = new Shown(tensor, shape, numbers.asBuffer());
        } else {
            shown.numbers.put(0, values, 0, values.length);
        }
        return shown.tensor;
    }

    @Override
    public void close() {
        if (shown != null) {
            shown.tensor.close();
            shown = null;
        }
    }
}
