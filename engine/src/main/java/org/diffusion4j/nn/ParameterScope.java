// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** A network's parameters seen under a prefix: what a layer receives and takes its tensors from by name. */
public final class ParameterScope {
    private final Origin origin;
    private final Taken taken;
    private final String prefix;

    ParameterScope(Origin origin, Taken taken, String prefix) {
        this.origin = origin;
        this.taken = taken;
        this.prefix = prefix;
    }

    /** The same parameters one name deeper: {@code in("down").in("1")} sees {@code down.1.weight} as {@code weight}. */
    public ParameterScope in(String name) {
        return new ParameterScope(origin, taken, prefix + name + ".");
    }

    /** Where this is in the network, such as {@code down.1}; empty for the whole. */
    public String name() {
        return prefix.isEmpty() ? prefix : prefix.substring(0, prefix.length() - 1);
    }

    /** A tensor that training changes. */
    public Tensor trained(String name, Init rule, long... shape) {
        taken.trained.add(prefix + name);
        return take(name, origin.tensor(prefix + name, rule, shape));
    }

    /**
     * A tensor of four dimensions that training changes and convolutions read: it lies in memory with its second axis
     * running fastest (channels-last), which makes the convolutions compute, and return, in that layout.
     */
    public Tensor kernel(String name, Init rule, long... shape) {
        taken.kernels.add(prefix + name);
        return trained(name, rule, shape);
    }

    /** A tensor that is saved with the network and never changes. */
    public Tensor frozen(String name, Init rule, long... shape) {
        return take(name, origin.tensor(prefix + name, rule, shape));
    }

    /** A tensor without a gradient that forward passes in training move, such as a running mean. */
    public Tensor measured(String name, Init rule, long... shape) {
        taken.measured.add(prefix + name);
        return take(name, origin.tensor(prefix + name, rule, shape));
    }

    /** One whole number, int64 without a shape, that forward passes in training count up. */
    public Tensor counted(String name) {
        return take(name, origin.counter(prefix + name));
    }

    /**
     * A convolution that only asks: where the network is made to be asked, and this processor has such; otherwise empty.
     *
     * @param weight (out, in, k, k)
     * @param bias (out), or none
     */
    public Optional<PackedKernel> packed(Tensor weight, TensorOptional bias, int stride, int padding) {
        if (!isPackable(weight)) {
            return Optional.empty();
        }
        PackedKernel kernel = new PackedKernel(weight, bias, stride, padding, origin.isAlwaysRounded());
        taken.packed.add(kernel);
        return Optional.of(kernel);
    }

    /** The same for {@link EnlargingConv2d}. */
    Optional<PackedEnlarging> packedEnlarging(Tensor weight, TensorOptional bias, long above) {
        if (!isPackable(weight)) {
            return Optional.empty();
        }
        PackedEnlarging kernel = new PackedEnlarging(weight, bias, above, origin.isAlwaysRounded());
        taken.enlarging.add(kernel);
        return Optional.of(kernel);
    }

    private boolean isPackable(Tensor weight) {
        return origin.isForUse() && weight.is_cpu() && PackedKernel.isPossible();
    }

    private Tensor take(String name, Tensor tensor) {
        if (taken.tensors.put(prefix + name, tensor) != null) {
            throw new IllegalStateException("two layers take the tensor '%s'".formatted(prefix + name));
        }
        return tensor;
    }

    /** Makes the tensor of a name. */
    interface Origin {
        Tensor tensor(String name, Init rule, long... shape);

        Tensor counter(String name);

        /** Whether nobody changes the values, and nothing is ever differentiated. */
        default boolean isForUse() {
            return false;
        }

        /** Whether convolutions are computed in bfloat16 alone. */
        default boolean isAlwaysRounded() {
            return false;
        }
    }

    /**
     * What the layers took, in their order.
     *
     * @param tensors all of them
     * @param trained names of those that the optimiser changes
     * @param kernels names of those of them that lie channels-last
     * @param measured names of those that forward passes in training move
     * @param packed what has memory of its own in place of some of them
     * @param enlarging what has memory of its own beside some of them
     */
    record Taken(
            Map<String, Tensor> tensors,
            Set<String> trained,
            Set<String> kernels,
            Set<String> measured,
            List<PackedKernel> packed,
            List<PackedEnlarging> enlarging) {
        Taken() {
            this(
                    new LinkedHashMap<>(),
                    new LinkedHashSet<>(),
                    new HashSet<>(),
                    new LinkedHashSet<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }
}
