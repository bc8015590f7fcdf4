// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.empty_like;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one network in the order of its layers, under their checkpoint names; their owner.
 *
 * <p>All trained tensors are windows of one contiguous vector, {@link #values()}, and their gradients windows of
 * another, {@link #gradients()}, which takes memory only once it is asked for. An optimiser step, a running average, a
 * norm, a sum over threads is then one operation whatever the number of layers. Frozen tensors stand outside and never
 * receive a gradient.
 */
public final class Parameters implements AutoCloseable {
    private final PointerScope owner;
    private final Map<String, Tensor> tensors;
    private final Set<String> trained;
    private final Tensor values;
    private @Nullable Tensor gradients;

    /** A network and its parameters; closing the parameters ends the network. */
    public record Built<N>(N network, Parameters parameters) implements AutoCloseable {
        @Override
        public void close() {
            parameters.close();
        }
    }

    /**
     * Makes the network that {@code plan} describes, with first values from {@code source}.
     *
     * @throws CheckpointException if the source does not have a tensor, or has it in another shape
     */
    public static <N> Built<N> build(Function<ParameterScope, N> plan, ParameterSource source, Device device) {
        return build(plan, source, device, ScalarType.Float);
    }

    /** The same in another precision: float64 for what float32 cannot show, such as small second derivatives. */
    public static <N> Built<N> build(
            Function<ParameterScope, N> plan, ParameterSource source, Device device, ScalarType type) {
        return build(
                plan,
                (name, rule, isTrained, shape) ->
                        Tensors.of(source.values(name, rule, shape), shape).to(device, type),
                null);
    }

    /**
     * The same network again over the same memory, with gradients of its own: what one more thread needs to train
     * beside this one. Lives no longer than this.
     */
    public <N> Built<N> share(Function<ParameterScope, N> plan) {
        return over(plan, values);
    }

    /** The same network over another vector of values with this layout (a running average), and this one's frozen tensors. */
    public <N> Built<N> over(Function<ParameterScope, N> plan, Tensor vector) {
        Shapes.require("the vector of values", vector, values.numel());
        return build(plan, (name, rule, isTrained, shape) -> get(name).detach(), vector);
    }

    private static <N> Built<N> build(
            Function<ParameterScope, N> plan, ParameterScope.Origin origin, @Nullable Tensor vector) {
        PointerScope owner = new PointerScope();
        try (NoGradGuard guard = new NoGradGuard()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Set<String> trained = new LinkedHashSet<>();
            N network = plan.apply(new ParameterScope(origin, tensors, trained, ""));
            Parameters parameters = new Parameters(owner, tensors, trained, vector);
            owner.extend(); // everything made here, the layers' own constants too, lives until close()
            return new Built<>(network, parameters);
        } finally {
            owner.close();
        }
    }

    private Parameters(PointerScope owner, Map<String, Tensor> tensors, Set<String> trained, @Nullable Tensor vector) {
        this.owner = owner;
        this.tensors = tensors;
        this.trained = trained;
        long count = trained.stream().mapToLong(name -> get(name).numel()).sum();
        values = vector == null ? empty(new long[] {count}, onDevice(), new MemoryFormatOptional()) : vector.detach();
        long offset = 0;
        for (String name : trained) {
            Tensor tensor = get(name);
            Tensor window = window(values, offset, tensor);
            if (vector == null) {
                window.copy_(tensor);
            }
            tensor.set_data(window);
            tensor.requires_grad_(true);
            offset += tensor.numel();
        }
    }

    private TensorOptions onDevice() {
        return tensors.values().iterator().next().options();
    }

    private static Tensor window(Tensor vector, long offset, Tensor like) {
        return vector.narrow(0, offset, like.numel()).view(like.shape());
    }

    /** All names in the order of the layers. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** The names that are trained, in the order of the layers. */
    public Collection<String> trainedNames() {
        return Collections.unmodifiableSet(trained);
    }

    /**
     * The tensor of that name.
     *
     * @throws CheckpointException if this network has none
     */
    public Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException("This network has no tensor '%s'. It has: %s."
                    .formatted(name, String.join(", ", tensors.keySet())));
        }
        return tensor;
    }

    /** Windows of {@code vector} under the trained names, for example of a running average. Owned by the caller's scope. */
    public Map<String, Tensor> windows(Tensor vector) {
        Map<String, Tensor> windows = new LinkedHashMap<>();
        long offset = 0;
        for (String name : trained) {
            windows.put(name, window(vector, offset, get(name)));
            offset += get(name).numel();
        }
        return windows;
    }

    /** All trained values, one vector (count). */
    public Tensor values() {
        return values;
    }

    /** The gradients of {@link #values()} in the same order; backward adds to them. */
    public Tensor gradients() {
        if (gradients == null) {
            gradients = gradientsFromNowOn();
        }
        return gradients;
    }

    /** Zeros, or what backward left with the tensors before anybody asked. */
    private Tensor gradientsFromNowOn() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor all = zeros_like(values);
            windows(all).forEach((name, window) -> {
                Tensor before = get(name).grad();
                if (before.defined()) {
                    window.copy_(before);
                }
                get(name).mutable_grad().put(window);
            });
            owner.attach(all);
            return all;
        }
    }

    /** A new vector like {@link #values()} that the caller owns and closes. */
    public Tensor newVector() {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(empty_like(values));
        }
    }

    /** How many numbers the network has, frozen ones included. */
    public long count() {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** Frees every tensor, and with them the network. */
    @Override
    public void close() {
        owner.close();
    }
}
