// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a network on this thread and the way back, with convolutions of {@link TrainedConvolutions}. It holds what
 * the way back needs, and ends after it. What goes wrong there is told at the end, since it must not pass through autograd.
 */
public final class TrainedPass implements AutoCloseable {
    private static final ThreadLocal<@Nullable TrainedPass> OPEN = new ThreadLocal<>();

    private final TrainedConvolutions convolutions;
    private final List<FilteredConvolution> made = new ArrayList<>();
    private @Nullable RuntimeException failure;

    TrainedPass(TrainedConvolutions convolutions) {
        if (OPEN.get() != null) {
            throw new IllegalStateException("a pass is open on this thread");
        }
        this.convolutions = convolutions;
        OPEN.set(this);
    }

    /** The one that is open on this thread; null where convolutions are direct. */
    static @Nullable TrainedPass open() {
        return OPEN.get();
    }

    /** Whether a convolution that is going to be differentiated can be computed so, faster. */
    boolean isFor(Tensor x, Tensor weight, int stride, int padding) {
        return GradMode.is_enabled()
                && Winograd.isFor(weight, stride, padding)
                && x.is_cpu()
                && x.scalar_type().intern() == ScalarType.Float
                && Winograd.isFor(x, weight.size(1), weight.size(0));
    }

    /** x (B, in, H, W) -> (B, out, H, W), channels-last, differentiable in all three. */
    Tensor convolution(Tensor x, Tensor weight, TensorOptional bias) {
        FilteredConvolution one = new FilteredConvolution(this, convolutions, x, weight);
        made.add(one);
        return one.forward(x, weight, bias);
    }

    /** Frees what earlier convolutions of the way back gave to autograd, which holds it by now. */
    void release() {
        made.forEach(FilteredConvolution::release);
    }

    void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        }
    }

    @Override
    public void close() {
        OPEN.remove();
        made.forEach(FilteredConvolution::close);
        if (failure != null) {
            throw failure;
        }
    }
}
