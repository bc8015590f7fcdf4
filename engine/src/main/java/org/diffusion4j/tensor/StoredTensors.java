// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.NarrowFloat;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.weights.FloatType;

/** Tensors to and from files of weights. */
public final class StoredTensors {
    private static final int CHUNK_BYTES = 1 << 26;

    /** A window to native memory shows 2 GiB. */
    private static final int MOST_NUMBERS = Integer.MAX_VALUE / Float.BYTES;

    /** Numbers that are looked at together. */
    private static final int PIECE = 1 << 12;

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

    private static NamedArray array(String name, Tensor tensor, DType stored, ScalarType type, int each) {
        return new NamedArray(
                name, stored, Arrays.stream(tensor.shape()).boxed().toList(), out -> {
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
    public static Tensor read(TensorFile file, String name, Tensor like) {
        long[] shape = like.shape();
        return Tensors.isWhole(like) ? Tensors.of(new long[] {counter(file, name)}, shape) : floats(file, name, shape);
    }

    /**
     * A stored whole number, usually I64; a floating one is taken too, as PyTorch does, where it is whole.
     *
     * @throws CheckpointException if it is missing, not a single number, or not whole
     */
    public static long counter(TensorFile file, String name) {
        if (required(file, name).dtype() == DType.I64) {
            return file.bytes(name).getLong();
        }
        float value;
        try (PointerScope scope = new PointerScope()) {
            value = floats(file, name).item_float();
        }
        if (!(value >= 0 && value == Math.rint(value) && value < Long.MAX_VALUE)) {
            throw new CheckpointException(
                    "The tensor '%s' of %s is stored as %s, and a counter must be a whole number from 0 on. Use weights of this network."
                            .formatted(name, file.name(), value));
        }
        return (long) value;
    }

    /**
     * As {@link #floats}, of weights that are to be computed with. An activation function can turn NaN into a number, so
     * that nothing but wrong pictures would tell of it.
     *
     * @throws CheckpointException also if one of them is not finite
     */
    public static Tensor finite(TensorFile file, String name, long... shape) {
        Tensor tensor = floats(file, name, shape);
        FloatBuffer numbers = Tensors.numbers(tensor);
        float[] piece = new float[Math.min(PIECE, numbers.capacity())];
        while (numbers.hasRemaining()) {
            int first = numbers.position();
            int count = Math.min(piece.length, numbers.remaining());
            numbers.get(piece, 0, count);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(piece[i])) {
                    throw new CheckpointException(
                            "The tensor '%s' of %s holds %s as its number %d, and weights are finite. The training diverged, or the file was damaged or rounded to a type too small for it; use other weights."
                                    .formatted(name, file.name(), piece[i], first + i));
                }
            }
        }
        return tensor;
    }

    /**
     * A stored tensor as float32 on the CPU; float16 and bfloat16 are widened. Its numbers go from the file to their
     * place, where the file's form and type allow.
     *
     * @throws CheckpointException if it is missing, of another shape, not of a floating dtype, or takes 2 GiB or more
     */
    public static Tensor floats(TensorFile file, String name, long... shape) {
        NamedArray array = required(file, name, shape);
        NarrowFloat narrow = switch (array.dtype()) {
            case F32 -> null;
            case BF16 -> NarrowFloat.BF16;
            case F16 -> NarrowFloat.F16;
            default -> throw unusable(file, array);
        };
        if (Shapes.elements(shape) > MOST_NUMBERS) {
            throw new CheckpointException(
                    "The tensor '%s' of %s has %d numbers, and at most %d can be read as one tensor. Use a network with smaller layers."
                            .formatted(name, file.name(), Shapes.elements(shape), MOST_NUMBERS));
        }
        Engine.start();
        Tensor tensor = torch.empty(shape);
        if (tensor.numel() == 0) {
            return tensor;
        }
        if (narrow == null) {
            file.read(
                    name,
                    new BytePointer(tensor.data_ptr())
                            .capacity(array.bufferBytes())
                            .asByteBuffer());
        } else {
            widen(file.bytes(name).asShortBuffer(), Tensors.numbers(tensor), narrow);
        }
        return tensor;
    }

    private static CheckpointException unusable(TensorFile file, NamedArray array) {
        return new CheckpointException(
                "The tensor '%s' of %s is stored as %s, and weights must be F32, F16 or BF16. %s"
                        .formatted(
                                array.name(),
                                file.name(),
                                array.dtype(),
                                FloatType.converts(array.dtype())
                                        ? "Convert the file: d4j convert IN OUT --dtype fp32."
                                        : "d4j convert cannot change that type; give weights that were saved as one of these."));
    }

    private static NamedArray required(TensorFile file, String name, long... shape) {
        NamedArray array = file.arrays().get(name);
        if (array == null) {
            throw new CheckpointException(
                    "The weights %s have no tensor '%s' of shape %s. They hold: %s. Use weights of this network."
                            .formatted(file.name(), name, Shapes.text(shape), shortList(file)));
        }
        if (!Arrays.equals(array.sizes(), shape)) {
            throw new CheckpointException(
                    "The tensor '%s' of %s is stored with shape %s, and this network needs %s. Use weights of this network and its recipe."
                            .formatted(name, file.name(), Shapes.text(array.sizes()), Shapes.text(shape)));
        }
        return array;
    }

    private static String shortList(TensorFile file) {
        String all = String.join(", ", file.arrays().keySet());
        return all.length() <= 300 ? all : all.substring(0, 300) + " …";
    }

    private static void widen(ShortBuffer from, FloatBuffer to, NarrowFloat type) {
        while (to.hasRemaining()) {
            to.put(type.widen(from.get()));
        }
    }
}
