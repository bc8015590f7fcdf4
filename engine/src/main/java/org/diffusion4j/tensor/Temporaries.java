// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

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
        PointerScope callers = PointerScope.getInnerScope();
        try (PointerScope scope = new PointerScope()) {
            Tensor result = part.get();
            if (callers == null) {
                return Tensors.keep(result);
            }
            callers.attach(result);
            return result;
        }
    }
}
