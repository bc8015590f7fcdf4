// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorTensorHook;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by {@link Winograd} that autograd goes through. The library's Java interface cannot make a function with a
 * derivative of its own, so the result is tied to what it depends on by sums of no elements, whose derivatives are zeros, and
 * hooks of tensors put the gradients in their place.
 */
final class FilteredConvolution implements AutoCloseable {
    private final TrainedPass pass;
    private final TrainedConvolutions convolutions;
    private final Tensor x;
    private final Tensor weight;
    private final long version;
    private final List<GradientHook> inputs = new ArrayList<>();
    private final ResultHook resultHook = new ResultHook();

    /** Of x (B, in, H, W) and a kernel (out, in, 3, 3); neither may change before the way back. */
    FilteredConvolution(TrainedPass pass, TrainedConvolutions convolutions, Tensor x, Tensor weight) {
        this.pass = pass;
        this.convolutions = convolutions;
        this.x = Tensors.keep(x.detach());
        this.weight = Tensors.keep(weight.detach());
        version = x._version();
        resultHook.retainReference(); // autograd calls it on the way back
    }

    /** (B, out, H, W), channels-last; called once, with the tensors that gradients go to. */
    Tensor forward(Tensor input, Tensor kernel, TensorOptional bias) {
        return Temporaries.freedAfter(() -> {
            Tensor y = computed(bias).detach(); // no view, for autograd
            List<Tensor> ties = new ArrayList<>();
            tie(ties, input, y, this::inputGradient);
            tie(ties, kernel, y, dy -> Winograd.kernelGradient(x, dy));
            if (bias.has_value()) {
                tie(ties, bias.get(), y, dy -> dy.sum(0, 2, 3));
            }
            if (ties.isEmpty()) {
                return y;
            }
            Tensor nowhere = Tensors.of(new long[1], 1).narrow(0, 0, 0);
            ties.forEach(tie -> y.index_add_(0, nowhere, tie));
            y.register_hook(resultHook);
            return y;
        });
    }

    private Tensor computed(TensorOptional bias) {
        try (NoGradGuard guard = new NoGradGuard()) {
            float[] added = bias.has_value() ? Tensors.floats(bias.get()) : new float[(int) weight.size(0)];
            return convolutions.winograd().forward(x, added, block -> convolutions.kernel(weight, block));
        }
    }

    private void tie(List<Tensor> ties, Tensor source, Tensor y, UnaryOperator<Tensor> gradient) {
        if (!source.requires_grad()) {
            return;
        }
        Tensor other = source.alias(); // its hook sees what comes along this tie alone
        GradientHook hook = new GradientHook(gradient);
        hook.retainReference();
        other.register_hook(hook);
        inputs.add(hook);
        ties.add(other.narrow(0, 0, 0).reshape(0, y.size(1), y.size(2), y.size(3)));
    }

    private Tensor inputGradient(Tensor dy) {
        float[] none = new float[(int) weight.size(1)];
        return convolutions.winograd().forward(dy, none, block -> convolutions.turned(weight, block));
    }

    /** Computes the gradients of all inputs, as soon as that of the result is known. */
    private final class ResultHook extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase gradient) {
            pass.release();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                if (x._version() != version) {
                    throw new IllegalStateException(
                            "what a convolution read was changed before its gradient was computed");
                }
                Tensor dy = new Tensor(gradient);
                inputs.forEach(hook -> hook.compute(dy));
            } catch (RuntimeException e) {
                pass.failed(e);
            }
            return gradient;
        }
    }

    /** Puts a gradient in the place of zeros. */
    private static final class GradientHook extends TensorTensorHook {
        private final UnaryOperator<Tensor> rule;
        private @Nullable Tensor computed;
        private boolean isTaken;

        GradientHook(UnaryOperator<Tensor> rule) {
            this.rule = rule;
        }

        void compute(Tensor dy) {
            computed = Tensors.keep(rule.apply(dy));
        }

        @Override
        public TensorBase call(TensorBase zeros) {
            isTaken = true;
            return computed == null ? zeros : computed;
        }

        /** Autograd has a handle of its own to what it has taken. */
        void releaseTaken() {
            if (isTaken) {
                release();
            }
        }

        void release() {
            if (computed != null) {
                computed.close();
                computed = null;
            }
        }
    }

    /** Frees the gradients that autograd has taken. */
    void release() {
        inputs.forEach(GradientHook::releaseTaken);
    }

    @Override
    public void close() {
        inputs.forEach(GradientHook::release);
        inputs.forEach(GradientHook::close);
        resultHook.close();
        x.close();
        weight.close();
    }
}
