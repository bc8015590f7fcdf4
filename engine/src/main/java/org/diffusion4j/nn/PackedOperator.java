// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.mkldnn_reorder_conv2d_weight;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongList;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Temporaries;

/** libtorch's operator for convolutions whose kernel lies in oneDNN's own order, with what never changes from call to call. */
final class PackedOperator {
    private static final String NAME = "mkldnn::_convolution_pointwise";
    private static final String ADDING = "mkldnn::_convolution_pointwise_";
    private static final String BINARY = "binary";
    private static final int SCALARS = 8;
    private static final long[] DILATION = {1, 1};

    private final long[] stride;
    private final long[] padding;
    private final long groups;
    private final IValue biasValue,
            roundedBias,
            strideValue,
            paddingValue,
            dilationValue,
            groupsValue,
            scalarsValue,
            none,
            nothing;

    /** libtorch's operators, looked up once. */
    private static final class Operators {
        static final OperatorHandle PLAIN = found(NAME, "");
        static final OperatorHandle ADDING = found(PackedOperator.ADDING, BINARY);

        private static OperatorHandle found(String name, String overload) {
            OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow(name, overload);
            operator.retainReference(); // whatever scope is open now
            return operator;
        }
    }

    /** One of a bias (out), which lives as long as this. Made where the layers are made. */
    PackedOperator(TensorOptional bias, int stride, int padding, long groups) {
        this.stride = new long[] {stride, stride};
        this.padding = new long[] {padding, padding};
        this.groups = groups;
        biasValue = bias.has_value() ? new IValue(bias.get()) : new IValue();
        roundedBias = bias.has_value() ? new IValue(bias.get().detach().to(ScalarType.BFloat16)) : new IValue();
        strideValue = wholes(this.stride);
        paddingValue = wholes(this.padding);
        dilationValue = wholes(DILATION);
        groupsValue = new IValue(groups);
        scalarsValue = new IValue(new GenericList(Operators.PLAIN
                .schema()
                .arguments()
                .getPointer(SCALARS)
                .type()
                .get()
                .containedType(0)));
        none = new IValue("none");
        nothing = new IValue();
    }

    static IValue wholes(long... numbers) {
        GenericList list = new GenericList(new LongList().elementType());
        for (long number : numbers) {
            list.push_back(new IValue(number));
        }
        return new IValue(list);
    }

    /** Whether this build of libtorch has it. */
    static boolean isPossible() {
        try (PointerScope scope = new PointerScope()) {
            return torch.hasMKLDNN() && isThere(NAME, "") && isThere(ADDING, BINARY) && EnlargingOperator.isThere();
        }
    }

    static boolean isThere(String name, String overload) {
        return Dispatcher.singleton()
                .findSchema(new OperatorName(name, overload))
                .has_value();
    }

    /**
     * A kernel (out, in / groups, k, k) in the order that is best for inputs of {@code size}, (B, in, H, W). Takes the memory of
     * three kernels while it works, and the caller's own is one of them.
     */
    Tensor packed(Tensor kernel, long... size) {
        return ordered(opaque(kernel), size);
    }

    /** The same of a kernel that is needed no more: it is freed first. */
    Tensor packedInsteadOf(Tensor kernel, long... size) {
        return ordered(Temporaries.insteadOf(kernel, PackedOperator::opaque), size);
    }

    private static Tensor opaque(Tensor kernel) {
        return Temporaries.freedAfter(() -> kernel.contiguous().to_mkldnn());
    }

    private Tensor ordered(Tensor opaque, long... size) {
        return Temporaries.insteadOf(
                opaque, plain -> mkldnn_reorder_conv2d_weight(plain, padding, stride, DILATION, groups, size));
    }

    /**
     * x (B, in, H, W) -> (B, out, H', W'), channels-last.
     *
     * @param kernel as {@link #packed} gave it
     * @param after the word of what is done to the result: {@code none}, {@code relu}, {@code gelu}
     */
    Tensor convolution(Tensor x, IValue kernel, String after) {
        IValueVector stack = new IValueVector(
                new IValue(x),
                kernel,
                biasValue,
                paddingValue,
                strideValue,
                dilationValue,
                groupsValue,
                new IValue(after),
                scalarsValue,
                none);
        Operators.PLAIN.callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }

    /**
     * Adds x convolved to {@code sum} (B, out, H', W'), channels-last, over it. In bfloat16 the bias is rounded, too.
     *
     * @param kernel as {@link #packed} gave it
     * @param isRectified whether max(0, sum) comes out
     */
    void addTo(Tensor sum, Tensor x, IValue kernel, boolean isRectified) {
        IValueVector stack = new IValueVector(
                new IValue(sum),
                new IValue(x),
                kernel,
                x.scalar_type().intern() == ScalarType.BFloat16 ? roundedBias : biasValue,
                paddingValue,
                strideValue,
                dilationValue,
                groupsValue,
                new IValue("add"),
                nothing,
                isRectified ? new IValue("relu") : nothing,
                scalarsValue,
                nothing);
        Operators.ADDING.callBoxed(stack);
    }
}
