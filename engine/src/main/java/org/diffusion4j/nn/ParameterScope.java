// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** A network's parameters seen under a prefix: what a layer receives and takes its tensors from by name. */
public final class ParameterScope {
    private final Origin origin;
    private final Map<String, Tensor> taken;
    private final Set<String> trained;
    private final Set<String> kernels;
    private final String prefix;

    ParameterScope(Origin origin, Map<String, Tensor> taken, Set<String> trained, Set<String> kernels, String prefix) {
        this.origin = origin;
        this.taken = taken;
        this.trained = trained;
        this.kernels = kernels;
        this.prefix = prefix;
    }

    /** The same parameters one name deeper: {@code in("down").in("1")} sees {@code down.1.weight} as {@code weight}. */
    public ParameterScope in(String name) {
        return new ParameterScope(origin, taken, trained, kernels, prefix + name + ".");
    }

    /** A tensor that training changes. */
    public Tensor trained(String name, Init rule, long... shape) {
        trained.add(prefix + name);
        return take(name, rule, true, shape);
    }

    /**
     * A tensor of four dimensions that training changes and convolutions read: it lies in memory with its second axis
     * running fastest (channels-last), which makes the convolutions compute, and return, in that layout.
     */
    public Tensor kernel(String name, Init rule, long... shape) {
        kernels.add(prefix + name);
        return trained(name, rule, shape);
    }

    /** A tensor that is saved with the network and never trained. */
    public Tensor frozen(String name, Init rule, long... shape) {
        return take(name, rule, false, shape);
    }

    private Tensor take(String name, Init rule, boolean isTrained, long... shape) {
        Tensor tensor = origin.tensor(prefix + name, rule, isTrained, shape);
        if (taken.put(prefix + name, tensor) != null) {
            throw new IllegalStateException("two layers take the tensor '%s'".formatted(prefix + name));
        }
        return tensor;
    }

    /** Makes the tensor of a name. */
    interface Origin {
        Tensor tensor(String name, Init rule, boolean isTrained, long... shape);
    }
}
