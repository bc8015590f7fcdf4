// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of one network in the order of its layers, under their checkpoint names; their owner.
 *
 * <p>All trained tensors are windows of one contiguous vector, {@link #values()}, and their gradients windows of
 * another, {@link #gradients()}. An optimiser step, a running average, a norm, a sum over threads is then an operation or a few
 * whatever the number of layers. What forward passes in training move without a gradient, such as running means, are
 * windows of a third vector, {@link #statistics()}. Frozen tensors and counters stand outside.
 */
public final class Parameters implements AutoCloseable {
    /** Dimensions of a convolution's kernel, at least. */
    private static final int KERNEL = 4;

    private final PointerScope owner;
    private final ParameterScope.Taken taken;
    private final @Nullable Tensor values;
    private final @Nullable Tensor gradients;
    private final @Nullable Tensor statistics;
    /** Kernels that were packed, under the names by which somebody asked for them; they live until the end. */
    private final Map<String, Tensor> unpacked = new HashMap<>();

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
        return build(plan, new FirstValues(source, device, type), null, null);
    }

    /**
     * The same for asking alone: without gradients and without the vectors of all values, and so in a third of the
     * memory.
     *
     * @throws CheckpointException if the source does not have a tensor, or has it in another shape
     */
    public static <N> Built<N> forUse(Function<ParameterScope, N> plan, ParameterSource source, Device device) {
        return forUse(plan, source, device, false);
    }

    /**
     * The same for a network that may be asked in bfloat16 alone.
     *
     * @param isAlwaysRounded whether it is; then the kernels of its convolutions, tensors of four dimensions and more, are rounded for
     *     good as they are read, and take half of the memory
     */
    public static <N> Built<N> forUse(
            Function<ParameterScope, N> plan, ParameterSource source, Device device, boolean isAlwaysRounded) {
        FirstValues values = new FirstValues(source, device, ScalarType.Float);
        return build(plan, new ForUse(values, isAlwaysRounded), Parameters::new);
    }

    /** The names of a network's tensors in the order of its layers, with their shapes; takes no memory for values. */
    public static Map<String, long[]> shapes(Function<ParameterScope, ?> plan) {
        Engine.start();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            ParameterScope.Taken taken = new ParameterScope.Taken();
            Object unused = plan.apply(new ParameterScope(new OneNumber(zeros(new long[] {})), taken, ""));
            taken.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        }
        return shapes;
    }

    /**
     * The same network again over the same memory, with gradients of its own: what one more thread needs to train
     * beside this one. Lives no longer than this.
     */
    public <N> Built<N> share(Function<ParameterScope, N> plan) {
        return over(plan, values(), statistics());
    }

    /**
     * The same network over other vectors with this layout (running averages), and this one's frozen tensors.
     *
     * @param vector in place of {@link #values()}
     * @param measured in place of {@link #statistics()}
     */
    public <N> Built<N> over(Function<ParameterScope, N> plan, Tensor vector, Tensor measured) {
        Shapes.require("the vector of values", vector, values().numel());
        Shapes.require("the vector of statistics", measured, statistics().numel());
        return build(plan, new SameTensors(this), vector, measured);
    }

    /**
     * The same network again over the same memory, without gradients: it sees every update, and backward passes through
     * it to what went in without computing anything for its parameters. Lives no longer than this.
     */
    public <N> Built<N> readOnly(Function<ParameterScope, N> plan) {
        return build(plan, new SameTensors(this), Parameters::new);
    }

    /** Tensors made anew. */
    private record FirstValues(ParameterSource source, Device device, ScalarType type)
            implements ParameterScope.Origin {
        @Override
        public Tensor tensor(String name, Init rule, long... shape) {
            return source.tensor(name, rule, shape).to(device, type);
        }

        @Override
        public Tensor counter(String name) {
            return Tensors.on(device, Tensors.of(new long[] {source.count(name)}));
        }
    }

    /** Tensors over the memory of others. */
    private record SameTensors(Parameters others) implements ParameterScope.Origin {
        @Override
        public Tensor tensor(String name, Init rule, long... shape) {
            return others.get(name).detach();
        }

        @Override
        public Tensor counter(String name) {
            return others.get(name).detach();
        }
    }

    /** Tensors as they are read fastest, without what was needed to make them. */
    private record ForUse(FirstValues values, boolean isAlwaysRounded) implements ParameterScope.Origin {
        @Override
        public Tensor tensor(String name, Init rule, long... shape) {
            boolean isRounded = isAlwaysRounded && shape.length >= KERNEL;
            if (!isRounded && shape.length != KERNEL) {
                return values.tensor(name, rule, shape);
            }
            Tensor kernel = Temporaries.freedAfter(() -> {
                Tensor read = values.tensor(name, rule, shape);
                Tensor stored = isRounded ? read.to(ScalarType.BFloat16) : read;
                return shape.length == KERNEL ? stored.contiguous(MemoryFormat.ChannelsLast) : stored;
            });
            Holes.left(kernel.numel()); // as it was read
            return kernel;
        }

        @Override
        public Tensor counter(String name) {
            return values.counter(name);
        }

        @Override
        public boolean isForUse() {
            return true;
        }
    }

    /** One number that stands for every element of every tensor. */
    private record OneNumber(Tensor number) implements ParameterScope.Origin {
        @Override
        public Tensor tensor(String name, Init rule, long... shape) {
            return number.expand(shape);
        }

        @Override
        public Tensor counter(String name) {
            return number;
        }
    }

    private static <N> Built<N> build(
            Function<ParameterScope, N> plan,
            ParameterScope.Origin origin,
            @Nullable Tensor vector,
            @Nullable Tensor measured) {
        return build(plan, origin, (owner, taken) -> new Parameters(owner, taken, vector, measured));
    }

    private static <N> Built<N> build(
            Function<ParameterScope, N> plan,
            ParameterScope.Origin origin,
            BiFunction<PointerScope, ParameterScope.Taken, Parameters> maker) {
        PointerScope owner = new PointerScope();
        try (NoGradGuard guard = new NoGradGuard()) {
            ParameterScope.Taken taken = new ParameterScope.Taken();
            N network = plan.apply(new ParameterScope(origin, taken, ""));
            Parameters parameters = maker.apply(owner, taken);
            owner.extend(); // everything made here, the layers' own constants too, lives until close()
            return new Built<>(network, parameters);
        } finally {
            owner.close();
        }
    }

    private Parameters(PointerScope owner, ParameterScope.Taken taken) {
        this.owner = owner;
        this.taken = taken;
        values = null;
        gradients = null;
        statistics = null;
    }

    private Parameters(
            PointerScope owner, ParameterScope.Taken taken, @Nullable Tensor vector, @Nullable Tensor measured) {
        this.owner = owner;
        this.taken = taken;
        Tensor all = laidInto(vector, taken.trained());
        Tensor grown = zeros_like(all);
        values = all;
        gradients = grown;
        windows(grown).forEach((name, window) -> {
            get(name).requires_grad_(true);
            get(name).mutable_grad().put(window);
        });
        statistics = laidInto(measured, taken.measured());
    }

    /** Makes the named tensors windows of {@code given}, or of a new vector that takes their values. */
    private Tensor laidInto(@Nullable Tensor given, Set<String> names) {
        long count = names.stream().mapToLong(name -> get(name).numel()).sum();
        Tensor vector =
                given == null ? empty(new long[] {count}, onDevice(), new MemoryFormatOptional()) : given.detach();
        windows(vector, names).forEach((name, window) -> {
            if (given == null) {
                window.copy_(get(name));
            }
            get(name).set_data(window);
        });
        return vector;
    }

    private TensorOptions onDevice() {
        return taken.tensors().values().iterator().next().options();
    }

    private Tensor window(Tensor vector, long offset, String name) {
        Tensor like = get(name);
        Tensor part = vector.narrow(0, offset, like.numel());
        if (!taken.kernels().contains(name)) {
            return part.view(like.shape());
        }
        return part.view(like.size(0), like.size(2), like.size(3), like.size(1)).permute(0, 3, 1, 2);
    }

    /** All names in the order of the layers. */
    public Collection<String> names() {
        return Collections.unmodifiableSet(taken.tensors().keySet());
    }

    /** The names that are trained, in the order of the layers. */
    public Collection<String> trainedNames() {
        return Collections.unmodifiableSet(taken.trained());
    }

    /**
     * The tensor of that name; it lives as long as this. Where a layer brought it into an order of its own, a copy with
     * its values. In float32, but for kernels that are stored in bfloat16 and were not brought into another order.
     *
     * @throws CheckpointException if this network has none
     */
    public Tensor get(String name) {
        Tensor tensor = taken.tensors().get(name);
        if (tensor == null) {
            throw new CheckpointException("This network has no tensor '%s'. It has: %s."
                    .formatted(name, String.join(", ", taken.tensors().keySet())));
        }
        for (PackedKernel kernel : taken.packed()) {
            if (kernel.isOf(tensor)) {
                return plain(name, kernel);
            }
        }
        return tensor;
    }

    private synchronized Tensor plain(String name, PackedKernel kernel) {
        return unpacked.computeIfAbsent(name, unknown -> {
            Tensor plain = kernel.plain();
            owner.attach(plain);
            return plain;
        });
    }

    /** Windows of {@code vector} under the trained names, for example of a running average. Owned by the caller's scope. */
    public Map<String, Tensor> windows(Tensor vector) {
        return windows(vector, taken.trained());
    }

    /** Windows of a vector like {@link #statistics()} under the names of those. Owned by the caller's scope. */
    public Map<String, Tensor> statisticWindows(Tensor vector) {
        return windows(vector, taken.measured());
    }

    private Map<String, Tensor> windows(Tensor vector, Set<String> names) {
        Map<String, Tensor> windows = new LinkedHashMap<>();
        long offset = 0;
        for (String name : names) {
            windows.put(name, window(vector, offset, name));
            offset += get(name).numel();
        }
        return windows;
    }

    /** All trained values, one vector (count). */
    public Tensor values() {
        return trainable(values);
    }

    /** The gradients of {@link #values()} in the same order; backward adds to them. */
    public Tensor gradients() {
        return trainable(gradients);
    }

    /** All that forward passes in training move without a gradient, one vector, often empty. */
    public Tensor statistics() {
        return trainable(statistics);
    }

    private static Tensor trainable(@Nullable Tensor vector) {
        if (vector == null) {
            throw new IllegalStateException("these parameters were made for use alone and cannot be trained");
        }
        return vector;
    }

    /** How many numbers the network has, frozen ones included. */
    public long count() {
        return taken.tensors().values().stream().mapToLong(Tensor::numel).sum();
    }

    /** Frees every tensor, and with them the network. */
    @Override
    public void close() {
        taken.packed().forEach(PackedKernel::close);
        taken.enlarging().forEach(PackedEnlarging::close);
        owner.close();
    }
}
