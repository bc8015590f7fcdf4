// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that shows the noise of one evaluation of a run after another, which is faster than to make one each time. The samples of a run
 * are of one shape and dtype in one place. Belongs to one thread; to be closed.
 */
final class NoiseTensor implements AutoCloseable {
    private @Nullable Shown shown;

    private record Shown(Tensor tensor, DoubleBuffer numbers) {}

    /**
     * The noise of {@code evaluation} in the dtype, place and shape of {@code like}; where that is float64 on the CPU, until
     * the next call only.
     */
    Tensor of(NoiseWindow window, int evaluation, Tensor like) {
        Shown to = shown;
        if (to == null || to.numbers.capacity() != window.size()) {
            if (!Tensors.isDoubleOnCpu(like) || window.size() == 0) {
                return window.of(evaluation, like);
            }
            close();
            Tensor tensor = Tensors.keep(like.new_empty(like.sizes()));
            to = new Shown(tensor, Tensors.wideNumbers(tensor));
            shown = to;
        }
        to.numbers.put(0, window.numbers(), (evaluation - window.from()) * window.size(), window.size());
        return to.tensor;
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
