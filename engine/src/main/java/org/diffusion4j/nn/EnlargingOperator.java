// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** libtorch's operator for transposed convolutions whose kernel lies in oneDNN's own order: of 4 x 4, stride 2 and one pixel less at each edge. */
final class EnlargingOperator {
    private static final String NAME = "mkldnn::_convolution_transpose_pointwise";
    private static final String ORDER = "mkldnn::_reorder_convolution_transpose_weight";
    private static final int SCALARS = 9;

    private final OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow(NAME, "");
    private final OperatorHandle order = Dispatcher.singleton().findSchemaOrThrow(ORDER, "");
    private final IValue zeros = PackedOperator.wholes(0, 0);
    private final IValue ones = PackedOperator.wholes(1, 1);
    private final IValue twos = PackedOperator.wholes(2, 2);
    private final IValue oneGroup = new IValue(1L);
    private final IValue none = new IValue("none");
    private final IValue nothing = new IValue();
    private final IValue bias, scalars;

    /** One of a bias (out), which lives as long as this. Made where the layers are made. */
    EnlargingOperator(TensorOptional bias) {
        this.bias = bias.has_value() ? new IValue(bias.get()) : nothing;
        scalars = new IValue(new GenericList(
                operator.schema().arguments().getPointer(SCALARS).type().get().containedType(0)));
    }

    /** Whether this build of libtorch has it. */
    static boolean isThere() {
        return PackedOperator.isThere(NAME, "") && PackedOperator.isThere(ORDER, "");
    }

    /** A kernel (in, out, 4, 4) in the order that is best for inputs of {@code size}, (B, in, H, W). */
    Tensor packed(Tensor kernel, long... size) {
        IValueVector stack = new IValueVector(
                new IValue(kernel.contiguous()), ones, zeros, twos, ones, oneGroup, PackedOperator.wholes(size));
        order.callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }

    /**
     * x (B, in, H, W) -> (B, out, 2H, 2W), channels-last.
     *
     * @param kernel as {@link #packed} gave it
     */
    Tensor convolution(Tensor x, IValue kernel) {
        IValueVector stack = new IValueVector(
                new IValue(x), kernel, bias, ones, zeros, twos, ones, oneGroup, none, scalars, nothing);
        operator.callBoxed(stack);
        return new Tensor(stack.get(0).toTensor());
    }
}
