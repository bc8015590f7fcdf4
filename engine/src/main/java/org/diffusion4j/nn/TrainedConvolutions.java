// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.nn.OwnDerivative.Input;
import org.diffusion4j.nn.TrainingPass.Kept;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * Transformed kernels of a network in training, for {@link Winograd}: each is made when a pass needs it first after an update,
 * all threads share it, and it goes when the last pass has asked for it.
 */
public final class TrainedConvolutions implements AutoCloseable {
    private final boolean arePossible = PackedKernel.isPossible();
    private final Map<Key, Shared> kernels = new HashMap<>();
    private int passes = 1;

    /**
     * @param address of the plain kernel's numbers, which every thread's tensor shares
     * @param isTurned whether it leads gradients back
     */
    private record Key(long address, boolean isTurned) {}

    /** One kernel for all passes, in the order for each number of tiles that was asked for. */
    private static final class Shared {
        private final Map<Integer, Tensor> byBlock = new HashMap<>();
        private int asked;

        void close() {
            byBlock.values().forEach(Tensor::close);
        }
    }

    /** Between two updates the network will pass forward and back so many times, on whatever threads. */
    public synchronized void begin(int count) {
        passes = count;
    }

    /** Whether this build of libtorch has what they need. */
    boolean arePossible() {
        return arePossible;
    }

    /** x (B, in, H, W) -> (B, out, H, W), channels-last, differentiable in all three. */
    Tensor forward(TrainingPass pass, Tensor x, Tensor weight, TensorOptional bias) {
        return Temporaries.freedAfter(() -> {
            Kept input = pass.keep(x);
            Kept kernel = pass.keep(weight);
            List<Input> inputs = new ArrayList<>();
            inputs.add(new Input(x, dy -> turned(dy, kernel.values())));
            inputs.add(new Input(weight, dy -> Winograd.kernelGradient(input.values(), dy)));
            if (bias.has_value()) {
                inputs.add(new Input(bias.get(), dy -> dy.sum(0, 2, 3)));
            }
            return OwnDerivative.of(pass, straight(x, weight, bias), inputs, List.of(input, kernel));
        });
    }

    private Tensor straight(Tensor x, Tensor weight, TensorOptional bias) {
        try (NoGradGuard guard = new NoGradGuard()) {
            float[] added = bias.has_value() ? Tensors.floats(bias.get()) : new float[(int) weight.size(0)];
            return Winograd.forward(x, added, block -> kernel(weight, block));
        }
    }

    private Tensor turned(Tensor dy, Tensor weight) {
        return Winograd.forward(dy, new float[(int) weight.size(1)], block -> turned(weight, block));
    }

    /** The kernel (out, in, 3, 3) transformed for blocks of so many tiles. The value holds it. */
    private IValue kernel(Tensor weight, int block) {
        return kernel(new Key(weight.data_ptr().address(), false), weight, block, Function.identity());
    }

    /** The same of {@link Winograd#turned}. */
    private IValue turned(Tensor weight, int block) {
        return kernel(new Key(weight.data_ptr().address(), true), weight, block, Winograd::turned);
    }

    private synchronized IValue kernel(Key key, Tensor weight, int block, Function<Tensor, Tensor> shape) {
        Shared shared = kernels.computeIfAbsent(key, unknown -> new Shared());
        Tensor kernel = shared.byBlock.computeIfAbsent(block, unknown -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                return Tensors.keep(Winograd.kernel(shape.apply(weight.detach()), block));
            }
        });
        IValue value = new IValue(kernel);
        shared.asked++;
        if (shared.asked == passes) { // another use, by a layer that stands twice, would make it anew
            kernels.remove(key);
            shared.close();
        }
        return value;
    }

    /** Kernels that some pass has yet to ask for. */
    synchronized int held() {
        return kernels.size();
    }

    /** The weights have changed. Nothing may be computed meanwhile. */
    public synchronized void forget() {
        kernels.values().forEach(Shared::close);
        kernels.clear();
    }

    @Override
    public void close() {
        forget();
    }
}
