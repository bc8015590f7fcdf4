// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.empty_like;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ShapeException;

/**
 * Creation, reading back and arithmetic with plain doubles. Results belong to the caller's {@code PointerScope}; what is
 * to outlive it goes through {@link #keep}.
 */
public final class Tensors {
    /** Numbers of float64 in the largest memory that Java shows at once. */
    public static final int MOST_SHOWN = Integer.MAX_VALUE / Double.BYTES;

    /** Numbers from which on memory that a GPU can read by itself is worth its allocation. */
    private static final int LARGE = 1 << 14;

    private Tensors() {}

    /** A float32 tensor of the given shape with these values in row-major order, on the CPU. */
    public static Tensor of(float[] values, long... shape) {
        requireCount(values.length, shape);
        Engine.start();
        Tensor t = empty(shape);
        new FloatPointer(t.data_ptr()).put(values, 0, values.length);
        return t;
    }

    /** A float64 tensor of the given shape with these values in row-major order, on the CPU. */
    public static Tensor of(double[] values, long... shape) {
        requireCount(values.length, shape);
        Tensor t = ofDoubles(shape);
        new DoublePointer(t.data_ptr()).put(values, 0, values.length);
        return t;
    }

    /** These values in row-major order in the shape, dtype and place of {@code like}. */
    public static Tensor like(Tensor like, double[] values) {
        if (like.is_contiguous() && isDoubleOnCpu(like)) {
            if (values.length != like.numel()) {
                requireCount(values.length, like.shape());
            }
            Tensor t = empty_like(like);
            new DoublePointer(t.data_ptr()).put(values, 0, values.length);
            return t;
        }
        return on(like.device(), of(values, like.shape()).to(like.scalar_type()));
    }

    /** The values of a float64 tensor on the CPU, of as many, in the shape, dtype and place of {@code like}. */
    public static Tensor like(Tensor like, Tensor values) {
        return on(like.device(), values.view(like.sizes()).to(like.scalar_type()));
    }

    /** A float64 tensor of the given shape on the CPU, with any values. */
    public static Tensor ofDoubles(long... shape) {
        Engine.start();
        return empty(shape, new TensorOptions(ScalarType.Double), new MemoryFormatOptional());
    }

    /** An int64 tensor of the given shape with these values in row-major order, on the CPU. */
    public static Tensor of(long[] values, long... shape) {
        requireCount(values.length, shape);
        Engine.start();
        Tensor t = empty(shape, new TensorOptions(ScalarType.Long), new MemoryFormatOptional());
        new LongPointer(t.data_ptr()).put(values, 0, values.length);
        return t;
    }

    /** The values in row-major order, whatever the dtype, layout and device. */
    public static double[] doubles(Tensor t) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = t.detach().cpu().to(ScalarType.Double).contiguous();
            double[] values = new double[Math.toIntExact(plain.numel())];
            new DoublePointer(plain.data_ptr()).get(values, 0, values.length);
            return values;
        }
    }

    /** The values as float32 in row-major order, whatever the dtype, layout and device. */
    public static float[] floats(Tensor t) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = t.detach().cpu().to(ScalarType.Float).contiguous();
            float[] values = new float[Math.toIntExact(plain.numel())];
            new FloatPointer(plain.data_ptr()).get(values, 0, values.length);
            return values;
        }
    }

    /** A window to the memory of a dense float32 tensor on the CPU, as its numbers lie there; to be used while that lives. */
    public static FloatBuffer numbers(Tensor dense) {
        return dense.numel() == 0
                ? FloatBuffer.allocate(0)
                : new FloatPointer(dense.data_ptr()).capacity(dense.numel()).asBuffer();
    }

    /** The same of a float64 tensor of at most {@link #MOST_SHOWN} numbers. */
    public static DoubleBuffer wideNumbers(Tensor dense) {
        return dense.numel() == 0
                ? DoubleBuffer.allocate(0)
                : new DoublePointer(dense.data_ptr()).capacity(dense.numel()).asBuffer();
    }

    /** Whether {@code t} is of float64 on the CPU. */
    public static boolean isDoubleOnCpu(Tensor t) {
        return t.is_cpu() && t.scalar_type().intern() == ScalarType.Double;
    }

    /** Whether {@code t} holds int64 numbers, as counters do. */
    public static boolean isWhole(Tensor t) {
        return t.scalar_type().intern() == ScalarType.Long;
    }

    /** {@code t} as float32: what networks compute in. */
    public static Tensor toFloat(Tensor t) {
        return t.to(ScalarType.Float);
    }

    /** {@code t} itself, which no scope frees from now on: the caller closes it. */
    public static Tensor keep(Tensor t) {
        t.retainReference();
        return t;
    }

    /** t + c. */
    public static Tensor plus(Tensor t, double c) {
        return t.add(scalar(c));
    }

    /** t * c. */
    public static Tensor times(Tensor t, double c) {
        return t.mul(scalar(c));
    }

    /** t + c * u. */
    public static Tensor plusScaled(Tensor t, Tensor u, double c) {
        return t.add(u, scalar(c));
    }

    /** a * t + b * u. */
    public static Tensor blend(Tensor t, double a, Tensor u, double b) {
        return times(t, a).add_(u, scalar(b));
    }

    /** A native scalar; constants are kept, so the caller never closes one. */
    public static Scalar scalar(double c) {
        return Scalars.SHARED.of(c);
    }

    /** {@code t} on {@code device}; the same tensor if it is there already. A large one goes to an NVIDIA GPU while the program goes on. */
    public static Tensor on(Device device, Tensor t) {
        if (t.device().equals(device)) {
            return t;
        }
        return device.is_cuda() && t.is_cpu() && t.numel() >= LARGE
                ? t.pin_memory().to(device, t.scalar_type(), true, false, new MemoryFormatOptional())
                : t.to(device, t.scalar_type());
    }

    private static void requireCount(int values, long... shape) {
        if (values != Shapes.elements(shape)) {
            throw new ShapeException("%d values do not fill the shape %s, which takes %d. Give exactly that many."
                    .formatted(values, Shapes.text(shape), Shapes.elements(shape)));
        }
    }
}
