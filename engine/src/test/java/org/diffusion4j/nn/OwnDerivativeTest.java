// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.diffusion4j.nn.OwnDerivative.Input;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

/** Layers that autograd goes through without knowing how they were computed. */
class OwnDerivativeTest {
    private static final int LAYERS = 3;

    @Test
    void gradientsEndWithTheLayersThatReadThem() {
        try (PointerScope scope = new PointerScope();
                TrainingPass pass = new TrainingPass(Optional.empty(), Optional.empty())) {
            List<Tensor> gradients = new ArrayList<>();
            Tensor x = Tensors.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2).requires_grad_(true);
            Tensor y = x;
            for (int i = 0; i < LAYERS; i++) {
                y = doubled(pass, y, dy -> gradients.add(Tensors.keep(dy)));
            }
            y.sum().backward();
            assertThat(Tensors.floats(x.grad())).containsExactly(8, 8, 8, 8);
            assertThat(gradients).hasSize(LAYERS);
            // the pass and its scope are open, and hold none of them any more
            assertThat(gradients).extracting(TensorBase::use_count).containsOnly(1L);
            gradients.forEach(Tensor::close);
        }
    }

    @Test
    void passesThroughMoreLayersLeaveNoMoreHandles() {
        assertThat(leftByBackward(2 * LAYERS)).isEqualTo(leftByBackward(LAYERS));
    }

    /** Native handles that a pass has after its way back and had not before, while its scope is open. */
    private static long leftByBackward(int layers) {
        try (PointerScope scope = new PointerScope();
                TrainingPass pass = new TrainingPass(Optional.empty(), Optional.empty())) {
            Tensor y = Tensors.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2).requires_grad_(true);
            for (int i = 0; i < layers; i++) {
                y = doubled(pass, y, dy -> {});
            }
            Tensor sum = y.sum();
            long before = NativePointers.settled();
            sum.backward();
            return Pointer.totalCount() - before;
        }
    }

    /** 2 x, which shows the gradient that it sees. */
    private static Tensor doubled(TrainingPass pass, Tensor x, Consumer<Tensor> seen) {
        Input input = new Input(x, dy -> {
            seen.accept(dy);
            return Tensors.times(dy, 2);
        });
        return OwnDerivative.of(pass, Tensors.times(x.detach(), 2), List.of(input), List.of());
    }
}
