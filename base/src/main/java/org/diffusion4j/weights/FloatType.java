// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;

/** How floating-point weights are stored. Loading widens all of them to float32 again. */
public enum FloatType {
    /** Four bytes, as weights are trained. */
    FP32(DType.F32),
    /** Two bytes, up to 65504, about three digits. */
    FP16(DType.F16),
    /** Two bytes, the range of float32, about two digits. */
    BF16(DType.BF16);

    private final DType dtype;

    FloatType(DType dtype) {
        this.dtype = dtype;
    }

    /** Whether elements of this type are converted: floating-point numbers of two bytes or more. */
    public static boolean converts(DType dtype) {
        return ConvertingChannel.canRead(dtype);
    }

    /**
     * The array with its floating-point elements rounded to this type, half to even; an array of whole numbers or truth
     * values stays as it is. Elements are converted while they are written; one that becomes too large for the type is then
     * a {@link org.diffusion4j.error.FormatException}.
     */
    public NamedArray of(NamedArray array) {
        if (array.dtype() == dtype || !ConvertingChannel.canRead(array.dtype())) {
            return array;
        }
        return new NamedArray(array.name(), dtype, array.shape(), out -> {
            ConvertingChannel converting = new ConvertingChannel(array, dtype, out);
            array.content().writeTo(converting);
            converting.finish();
        });
    }
}
