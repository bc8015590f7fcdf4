// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.NpyWriter;
import org.diffusion4j.plot.Png;

/** Small files for the tests of this package. */
final class Painted {
    private Painted() {}

    /** A PNG file of one colour. */
    static Path png(Path file, int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        Png.write(file, image);
        return file;
    }

    /** An array of bytes 0, 1, 2 … */
    static Path counting(Path file, long... shape) {
        int size = 1;
        for (long side : shape) {
            size *= (int) side;
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return npy(file, DType.U8, ByteBuffer.wrap(bytes), shape);
    }

    static Path ints(Path file, long[] shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return npy(file, DType.I32, bytes, shape);
    }

    static Path floats(Path file, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return npy(file, DType.F32, bytes, shape);
    }

    private static Path npy(Path file, DType type, ByteBuffer bytes, long... shape) {
        try (var out = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new NpyWriter(NamedArray.of("a", type, shape, () -> bytes)).writeTo(out);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers of an item. */
    static float[] item(DataSource source, int item) {
        float[] values = new float[source.itemElements()];
        source.read(item, values, 0);
        return values;
    }

    /** The context of an item. */
    static float[] context(DataSource source, int item) {
        float[] values = new float[source.contextSize()];
        source.context(item, values, 0);
        return values;
    }
}
