// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Frees what a part of a network computes on its way as soon as the part is done. Without it all activations of a forward
 * pass live until its end, and memory is taken fresh from the system instead of being used again.
 */
public final class Temporaries {
    private Temporaries() {}

    /**
     * The result of {@code part}; every other tensor that it made is freed. A graph that is to be differentiated holds
     * what it needs by itself. The result belongs to the caller's scope.
     */
    public static Tensor freedAfter(Supplier<Tensor> part) {
        return freedAfter(part, List::of);
    }

    /** The same for a result of several tensors, which {@code tensors} lists; nulls are passed over. */
    public static <T> T freedAfter(
            Supplier<T> part, Function<T, ? extends Iterable<? extends @Nullable Tensor>> tensors) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            T result = part.get();
            for (Tensor tensor : tensors.apply(result)) {
                if (tensor != null && callers == null) {
                    tensor.retainReference();
                } else if (tensor != null) {
                    callers.attach(tensor);
                }
            }
            return result;
        }
    }

    /** x and y, one behind the other along the channels (axis 1); both end, as in {@link #insteadOf}. */
    public static Tensor joined(Tensor x, Tensor y) {
        Tensor joined = torch.cat(new TensorVector(x, y), 1);
        x.close();
        y.close();
        return joined;
    }

    /**
     * What {@code layer} makes of {@code x}, which nobody reads any more: it is freed, unless somebody keeps it or a gradient
     * needs it, while the part of a network that it belongs to goes on.
     *
     * @param layer whose result is {@code x} itself or has memory of its own
     */
    @SuppressWarnings("ReferenceEquality") // one object, not one tensor
    public static Tensor insteadOf(Tensor x, UnaryOperator<Tensor> layer) {
        Tensor result = layer.apply(x);
        if (result != x) {
            x.close();
        }
        return result;
    }
}
