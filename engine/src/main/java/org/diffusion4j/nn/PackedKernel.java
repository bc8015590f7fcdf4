// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.conv2d;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Temporaries;

/**
 * A convolution of a network that is asked and not trained. Its kernel is kept in the order in which the processor's own
 * convolutions read it: a plain one brings it into that order in every call, which costs as much as the arithmetic where
 * pictures are small. An activation is computed with it, while the results are in registers; GELU only where vectors are wide,
 * since with those of AVX2 the convolution's own error function is slower than the operator. Where operators have one thread, or much to do, a
 * kernel of 3 x 3 with many channels is computed by {@link Winograd} instead.
 *
 * <p>The plain kernel gives its memory away when it is packed first: from then on its tensor has the right shape, and zeros for
 * values. {@link #plain} gives the values. Under {@link org.diffusion4j.network.MixedPrecision} kernels are packed in bfloat16. Beside them
 * the plain one stays, since its values could not be had back, unless the network is never asked in another way.
 */
public final class PackedKernel implements AutoCloseable {
    private final Tensor weight;
    private final TensorOptional bias;
    private final long[] stride;
    private final long[] padding;
    private final PackedOperator operator;
    private final Optional<WinogradKernel> winograd;
    private final boolean isAlwaysRounded;

    /** Whether the plain kernel's memory has others in it, so that giving it away would free nothing. */
    private final boolean isPart;

    private final boolean isGeluWithin = Engine.hasWideVectors();
    private final KernelsBySize packed = new KernelsBySize();
    private boolean isPlainAway;

    /** What is done to the result. */
    public enum After {
        /** Nothing. */
        NONE("none") {
            @Override
            public Tensor of(Tensor x) {
                return x;
            }

            @Override
            Tensor gradient(Tensor dy, Tensor x) {
                return dy;
            }
        },
        /** max(0, x). */
        RELU("relu") {
            @Override
            public Tensor of(Tensor x) {
                return InPlace.relu(x);
            }

            @Override
            Tensor gradient(Tensor dy, Tensor x) {
                return torch.threshold_backward(dy, x, new Scalar(0L));
            }
        },
        /** GELU with the error function, as PyTorch's. */
        GELU("gelu") {
            @Override
            public Tensor of(Tensor x) {
                return InPlace.gelu(x);
            }

            @Override
            Tensor gradient(Tensor dy, Tensor x) {
                return torch.gelu_backward(dy, x);
            }
        };

        private final String word;

        After(String word) {
            this.word = word;
        }

        /** The same as an operator of its own, of an x that nobody else reads. */
        public abstract Tensor of(Tensor x);

        /** The gradient of x, of that of the result. */
        abstract Tensor gradient(Tensor dy, Tensor x);
    }

    /**
     * Of a kernel (out, in, k, k) and a bias (out), which live as long as this. Made where the layers are made.
     *
     * @param isAlwaysRounded whether the network is asked in bfloat16 alone
     */
    PackedKernel(Tensor weight, TensorOptional bias, int stride, int padding, boolean isAlwaysRounded) {
        this.weight = weight;
        this.isAlwaysRounded = isAlwaysRounded;
        isPart = weight.storage().nbytes() > weight.numel() * weight.element_size();
        this.bias = bias;
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        operator = new PackedOperator(bias, stride, padding, 1);
        winograd = Winograd.isFor(weight, stride, padding)
                ? Optional.of(new WinogradKernel(weight, bias))
                : Optional.empty();
    }

    /** Whether this build of libtorch has such convolutions. */
    static boolean isPossible() {
        return PackedOperator.isPossible();
    }

    /** Whether a convolution of x can be done so now: where nothing will be differentiated, in a format that the processor has. */
    static boolean isFor(Tensor x) {
        return InferenceMode.is_enabled()
                && x.is_cpu()
                && (isRounding() ? Engine.hasBfloat16() : x.scalar_type().intern() == ScalarType.Float);
    }

    /** Whether convolutions on this thread compute in bfloat16 now. */
    static boolean isRounding() {
        return Autocast.isRounding(DeviceType.CPU);
    }

    /** x (B, in, H, W) -> (B, out, H', W'), channels-last. */
    public Tensor forward(Tensor x, After after) {
        if (!isFor(x)) {
            Tensor kernel = plain();
            return after.of(WorkCount.layer(x, kernel, conv2d(x, kernel, bias, stride, padding, new long[] {1, 1}, 1)));
        }
        if (isFiltered(x)) {
            return Temporaries.freedAfter(() ->
                    after.of(WorkCount.layer(x, weight, winograd.orElseThrow().forward(x, this::values))));
        }
        return forward(x, after, after != After.GELU || isGeluWithin);
    }

    /** The same with the activation within the convolution, or as an operator behind it. */
    Tensor forward(Tensor x, After after, boolean isWithin) {
        return Temporaries.freedAfter(() -> {
            Tensor result = WorkCount.layer(
                    x, weight, operator.convolution(read(x), kernel(x), isWithin ? after.word : After.NONE.word));
            return isWithin ? result : after.of(result);
        });
    }

    /**
     * The sum and x convolved, added, and then {@code after}: where it can be over {@code sum}, which nobody else reads.
     *
     * @param sum (B, out, H', W'), channels-last, in the format in which this computes now
     */
    Tensor addedTo(Tensor sum, Tensor x, After after) {
        return Temporaries.freedAfter(() -> {
            if (isFiltered(x)) {
                Tensor convolved =
                        WorkCount.layer(x, weight, winograd.orElseThrow().forward(x, this::values));
                return after.of(InPlace.add(convolved, sum));
            }
            operator.addTo(sum, read(x), kernel(x), after == After.RELU);
            WorkCount.layer(x, weight, sum);
            return after == After.RELU ? sum : after.of(sum);
        });
    }

    private boolean isFiltered(Tensor x) {
        return winograd.isPresent() && !isRounding() && winograd.get().isFor(x) && WinogradTrial.isPassed();
    }

    /** x in the format in which convolutions on this thread compute now. */
    static Tensor read(Tensor x) {
        return isRounding() ? x.to(ScalarType.BFloat16) : x;
    }

    /** Which order is best depends on the size of what comes in. */
    private synchronized IValue kernel(Tensor x) {
        IValue kernel = packed.get(x, this::values, operator::packed);
        if (isRounding() == isAlwaysRounded) {
            givePlainAway();
        }
        return kernel;
    }

    /** Has memory of its own, or holds the plain one's, whoever gives that away meanwhile. */
    private synchronized Tensor values() {
        return isPlainAway ? unpacked() : weight.detach();
    }

    /** Whether this convolution reads {@code tensor} itself. */
    boolean isOf(Tensor tensor) {
        return weight.equals(tensor);
    }

    /** The kernel (out, in, k, k), channels-last: itself, or made anew of a packed one. Belongs to the caller's scope. */
    synchronized Tensor plain() {
        try (InferenceMode ordinary = new InferenceMode(false)) {
            return isPlainAway
                    ? Temporaries.freedAfter(() -> unpacked().contiguous(MemoryFormat.ChannelsLast))
                    : weight.detach().to(ScalarType.Float);
        }
    }

    private Tensor unpacked() {
        return packed.unpacked(isAlwaysRounded);
    }

    /** Its shape stays, with one number for all of its values. */
    private void givePlainAway() {
        if (isPlainAway || isPart) {
            return;
        }
        try (PointerScope scope = new PointerScope();
                InferenceMode ordinary = new InferenceMode(false)) {
            weight.set_data(torch.zeros(new long[] {1}, weight.options()).expand(weight.shape()));
        }
        isPlainAway = true;
        Holes.left(weight.numel());
    }

    /** How many sizes are kept. */
    synchronized int sizes() {
        return packed.count();
    }

    @Override
    public void close() {
        winograd.ifPresent(WinogradKernel::close);
        synchronized (this) {
            packed.close();
        }
    }
}
