// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

<<<<<<< HEAD
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Frees the temporaries of a piece of work as soon as it is done, and not at the end of the caller's scope: of a network,
 * the features of one block live at a time. What autograd needs it holds itself.
=======
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Frees what a part of a network computes on its way as soon as the part is done. Without it all activations of a forward
 * pass live until its end, and memory is taken fresh from the system instead of being used again.
>>>>>>> main
 */
public final class Temporaries {
    private Temporaries() {}

<<<<<<< HEAD
    /** The result of {@code work}, which belongs to the caller's scope; all else that {@code work} made is freed. */
    public static Tensor freed(Supplier<Tensor> work) {
        return freed(work, List::of);
    }

    /** The same for a result of several tensors, which {@code parts} lists; nulls are passed over. */
    public static <T> T freed(Supplier<T> work, Function<T, ? extends Iterable<? extends @Nullable Tensor>> parts) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope inner = new PointerScope()) {
            T result = work.get();
            for (Tensor part : parts.apply(result)) {
                if (part == null) {
                    continue;
                }
                if (outer == null) {
                    part.retainReference();
                } else {
                    outer.attach(part);
                }
            }
=======
    /**
     * The result of {@code part}; every other tensor that it made is freed. A graph that is to be differentiated holds
     * what it needs by itself. The result belongs to the caller's scope.
     */
    public static Tensor freedAfter(Supplier<Tensor> part) {
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor result = part.get();
            if (callers == null) {
                return Tensors.keep(result);
            }
            callers.attach(result);
>>>>>>> main
            return result;
        }
    }
}
