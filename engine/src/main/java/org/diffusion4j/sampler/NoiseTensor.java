// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that shows the noise of one evaluation of a run after another, which saves making one each time. The samples of a run
 * are of one shape and dtype in one place. Belongs to one thread; to be closed.
 */
final class NoiseTensor implements AutoCloseable {
    private @Nullable Shown shown;

    private record Shown(Tensor tensor, DoubleBuffer numbers) {}

    /** The values in the dtype, place and shape of {@code like}; where that is float64 on the CPU, until the next call only. */
    Tensor of(double[] values, Tensor like) {
        if (shown == null || shown.numbers.capacity() != values.length) {
            if (!Tensors.isDoubleOnCpu(like)) {
                return Tensors.like(like, values);
            }
            close();
            Tensor tensor = Tensors.keep(Tensors.of(values, like.shape()));
            shown = new Shown(tensor, Tensors.wideNumbers(tensor));
        } else {
            shown.numbers.put(0, values);
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
