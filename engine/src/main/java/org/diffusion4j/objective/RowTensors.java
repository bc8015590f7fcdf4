// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Tensors;

/** Numbers of rows as tensors that multiply rows. */
record RowTensors(Device device) {
    /** {@code of} each row's time, shaped (B, 1, …) to go with tensors of {@code dimensions}. */
    Tensor factors(int[] times, long dimensions, IntToDoubleFunction of) {
        float[] values = new float[times.length];
        for (int row = 0; row < times.length; row++) {
            values[row] = (float) of.applyAsDouble(times[row]);
        }
        long[] shape = new long[Math.toIntExact(dimensions)];
        Arrays.fill(shape, 1);
        shape[0] = times.length;
        return tensor(values, shape);
    }

    /** Values in row-major order on the device. */
    Tensor tensor(float[] values, long... shape) {
        return Tensors.on(device, Tensors.of(values, shape));
    }

    /** Doubles, one per row, rounded once. */
    Tensor column(double... values) {
        float[] rounded = new float[values.length];
        for (int row = 0; row < values.length; row++) {
            rounded[row] = (float) values[row];
        }
        return tensor(rounded, rounded.length);
    }
}
