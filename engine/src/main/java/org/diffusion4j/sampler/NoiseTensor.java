// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/** A tensor that shows the noise of one evaluation after another, which saves making one each time. Belongs to one thread; to be closed. */
final class NoiseTensor implements AutoCloseable {
    private @Nullable Shown shown;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Shown(Tensor tensor, long[] shape, DoublePointer numbers) {}

    /** The values in the dtype and place of {@code like} and in its shape, which is given; where that is float64 on the CPU, until the next call only. */
    Tensor of(double[] values, Tensor like, long[] shape) {
        if (!like.is_cpu() || like.scalar_type().intern() != ScalarType.Double) {
            return Tensors.like(like, values);
        }
        if (shown == null || !Arrays.equals(shape, shown.shape)) {
            close();
            Tensor tensor = Tensors.keep(Tensors.of(values, shape));
            shown = new Shown(tensor, shape, new DoublePointer(tensor.data_ptr()));
        } else {
            shown.numbers.put(values, 0, values.length);
        }
        return shown.tensor;
    }

    /** Nothing is shown after this. */
    @Override
    public void close() {
        if (shown != null) {
            shown.tensor.close();
            shown = null;
        }
    }
}
