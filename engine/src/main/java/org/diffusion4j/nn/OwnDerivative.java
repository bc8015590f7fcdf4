// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.diffusion4j.nn.TrainingPass.Kept;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a layer that autograd goes through without knowing how it was computed. The library's Java interface cannot
 * make a function with a derivative of its own, so the result is tied to what it depends on by sums of no elements, whose
 * derivatives are zeros, and hooks of tensors put the gradients in their place.
 */
final class OwnDerivative implements AutoCloseable {
    /** No tensor: autograd goes on with its own gradient. */
    private static final TensorBase UNCHANGED = Tensors.keep(new Tensor());

    private final TrainingPass pass;
    private final List<Kept> read;
    private final List<InputHook> inputs = new ArrayList<>();
    private final ResultHook result = new ResultHook();

    /**
     * What a result depends on.
     *
     * @param tensor a dense one
     * @param gradient its gradient, of that of the result
     */
    record Input(Tensor tensor, UnaryOperator<Tensor> gradient) {}

    private OwnDerivative(TrainingPass pass, List<Kept> read) {
        this.pass = pass;
        this.read = read;
        result.retainReference(); // autograd calls it on the way back
    }

    /**
     * The result, for autograd to go through.
     *
     * @param y (B, C, H, W), computed without a gradient, of memory that nobody else has
     * @param inputs their gradients are computed in this order
     * @param read what these read; freed when they are computed
     */
    static Tensor of(TrainingPass pass, Tensor y, List<Input> inputs, List<Kept> read) {
        OwnDerivative own = new OwnDerivative(pass, read);
        pass.add(own);
        Tensor tied = y.detach(); // no view, for autograd
        Tensor nowhere = Tensors.of(new long[1], 1).narrow(0, 0, 0);
        for (Input input : inputs) {
            if (input.tensor().requires_grad()) {
                tied.index_add_(0, nowhere, own.tie(input, y));
            }
        }
        if (!own.inputs.isEmpty()) {
            tied.register_hook(own.result);
        }
        return tied;
    }

    private Tensor tie(Input input, Tensor y) {
        Tensor other = input.tensor().alias(); // its hook sees what comes along this tie alone
        InputHook hook = new InputHook(input.gradient());
        hook.retainReference();
        other.register_hook(hook);
        inputs.add(hook);
        return other.narrow(0, 0, 0)
                .reshape(0, y.size(1), y.size(2), y.size(3))
                .to(y.scalar_type(), false, true, new MemoryFormatOptional()); // a copy, since autograd keeps it
    }

    /** Computes the gradients of all inputs, as soon as that of the result is known. */
    private final class ResultHook extends TensorTensorHook {
        @Override
        public TensorBase call(TensorBase gradient) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                pass.releaseTaken();
                Tensor dy = new Tensor(gradient);
                inputs.forEach(input -> input.compute(dy));
                read.forEach(pass::letGo);
            } catch (RuntimeException | Error e) {
                pass.failed(e);
            } finally {
                gradient.close(); // a handle of this call, which the step's scope would hold until its end
            }
            return UNCHANGED;
        }
    }

    /** Puts a gradient in the place of zeros. */
    private static final class InputHook extends TensorTensorHook {
        private final UnaryOperator<Tensor> rule;
        private @Nullable Tensor computed;
        private boolean isTaken;

        InputHook(UnaryOperator<Tensor> rule) {
            this.rule = rule;
        }

        void compute(Tensor dy) {
            computed = Tensors.keep(rule.apply(dy));
        }

        @Override
        public TensorBase call(TensorBase zeros) {
            isTaken = true;
            zeros.close();
            return computed == null ? UNCHANGED : computed;
        }

        void release() {
            if (computed != null) {
                computed.close();
                computed = null;
            }
        }
    }

    /** Autograd has handles of its own to the gradients that it has taken. */
    void releaseTaken() {
        inputs.stream().filter(input -> input.isTaken).forEach(InputHook::release);
    }

    @Override
    public void close() {
        inputs.forEach(input -> {
            input.release();
            input.close();
        });
        result.close();
    }
}
