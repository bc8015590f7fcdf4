// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorInfo;

/** Tensors to and from safetensors files. */
public final class StoredTensors {
    private static final int CHUNK_BYTES = 1 << 26;

    private StoredTensors() {}

    /**
     * {@code tensor} under a name, to be written: int64 as it is, all else as float32. Read when it is written, so it must
     * live until then.
     */
    public static NamedArray array(String name, Tensor tensor) {
        return Tensors.isWhole(tensor)
                ? array(name, tensor, DType.I64, ScalarType.Long, Long.BYTES)
                : array(name, tensor, DType.F32, ScalarType.Float, Float.BYTES);
    }

    /** The same in half the room: float32 is rounded to float16. */
    public static NamedArray half(String name, Tensor tensor) {
        return Tensors.isWhole(tensor)
                ? array(name, tensor)
                : array(name, tensor, DType.F16, ScalarType.Half, Short.BYTES);
    }

    private static NamedArray array(String name, Tensor tensor, DType stored, ScalarType type, int each) {
        return new NamedArray(
                name, stored, java.util.Arrays.stream(tensor.shape()).boxed().toList(), out -> {
                    try (PointerScope scope = new PointerScope()) {
                        Tensor plain = tensor.detach().cpu().to(type).contiguous();
                        long bytes = plain.numel() * each;
                        for (long at = 0; at < bytes; at += CHUNK_BYTES) {
                            long count = Math.min(CHUNK_BYTES, bytes - at);
                            ByteBuffer chunk = new BytePointer(plain.data_ptr())
                                    .position(at)
                                    .limit(at + count)
                                    .asByteBuffer();
                            while (chunk.hasRemaining()) {
                                out.write(chunk);
                            }
                        }
                    }
                });
    }

    /** The stored tensor of that name, of the dtype and shape of {@code like}, on the CPU; otherwise as {@link #floats}. */
    public static Tensor read(SafeTensors file, String name, Tensor like) {
        long[] shape = like.shape();
        return Tensors.isWhole(like)
                ? Tensors.of(new long[] {counter(file, name)}, shape)
                : Tensors.of(floats(file, name, shape), shape);
    }

    /**
     * A stored whole number.
     *
     * @throws CheckpointException if it is missing, not a single number, or not of dtype I64
     */
    public static long counter(SafeTensors file, String name) {
        TensorInfo info = required(file, name);
        if (info.dtype() != DType.I64) {
            throw new CheckpointException(
                    "The tensor '%s' is stored as %s, and a counter must be I64. Convert the file first."
                            .formatted(name, info.dtype()));
        }
        return file.bytes(name).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /**
     * A stored tensor's values as float32; float16 and bfloat16 are widened.
     *
     * @throws CheckpointException if it is missing, of another shape, or not of a floating dtype
     */
    public static float[] floats(SafeTensors file, String name, long... shape) {
        TensorInfo info = required(file, name, shape);
        ByteBuffer bytes = file.bytes(name).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        switch (info.dtype()) {
            case F32 -> bytes.asFloatBuffer().get(values);
            case BF16 -> widen(bytes.asShortBuffer(), values, bits -> Float.intBitsToFloat(bits << 16));
            case F16 -> widen(bytes.asShortBuffer(), values, StoredTensors::half);
            default ->
                throw new CheckpointException(
                        "The tensor '%s' is stored as %s, and weights must be F32, F16 or BF16. Convert the file first."
                                .formatted(name, info.dtype()));
        }
        return values;
    }

    private static TensorInfo required(SafeTensors file, String name, long... shape) {
        TensorInfo info = file.entries().get(name);
        if (info == null) {
            throw new CheckpointException(
                    "The weights have no tensor '%s' of shape %s. They hold: %s. Use weights of this network."
                            .formatted(name, Shapes.text(shape), shortList(file)));
        }
        if (!java.util.Arrays.equals(info.sizes(), shape)) {
            throw new CheckpointException(
                    "The tensor '%s' is stored with shape %s, and this network needs %s. Use weights of this network and its recipe."
                            .formatted(name, Shapes.text(info.sizes()), Shapes.text(shape)));
        }
        return info;
    }

    private static String shortList(SafeTensors file) {
        String all = String.join(", ", file.entries().keySet());
        return all.length() <= 300 ? all : all.substring(0, 300) + " …";
    }

    private interface Widening {
        float of(int bits);
    }

    private static void widen(ShortBuffer from, float[] to, Widening widening) {
        for (int i = 0; i < to.length; i++) {
            to[i] = widening.of(from.get(i) & 0xFFFF);
        }
    }

    /** IEEE binary16. */
    private static float half(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 31
                        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                        : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
        return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
    }
}
