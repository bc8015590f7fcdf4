// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.diffusion4j.format.DType;

/** The files that make.py wrote with PyTorch, and their numbers. */
final class TorchFiles {
    private TorchFiles() {}

    static byte[] bytes(String file) {
        try (InputStream in = Objects.requireNonNull(TorchFiles.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** Where these bytes begin in a file. */
    static int indexOf(byte[] file, ByteBuffer content) {
        ByteBuffer all = ByteBuffer.wrap(file);
        for (int at = 0; at <= file.length - content.remaining(); at++) {
            if (all.slice(at, content.remaining()).equals(content)) {
                return at;
            }
        }
        throw new IllegalArgumentException("not in the file");
    }

    /** All elements; a complex one counts as two. */
    static List<Double> values(DType dtype, ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Double> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(next(dtype, in));
        }
        return values;
    }

    private static double next(DType dtype, ByteBuffer in) {
        return switch (dtype) {
            case F64 -> in.getDouble();
            case F32, C64 -> in.getFloat();
            case F16 -> floating(in.getShort() & 0xffff, 5, 10);
            case BF16 -> floating(in.getShort() & 0xffff, 8, 7);
            case F8_E4M3 -> floating(in.get() & 0xff, 4, 3);
            case F8_E5M2 -> floating(in.get() & 0xff, 5, 2);
            case I64, U64 -> in.getLong();
            case I32 -> in.getInt();
            case U32 -> in.getInt() & 0xffff_ffffL;
            case I16 -> in.getShort();
            case U16 -> in.getShort() & 0xffff;
            case I8 -> in.get();
            case U8, BOOL -> in.get() & 0xff;
            default -> throw new IllegalArgumentException(dtype.name());
        };
    }

    /** A finite number by the definition of its type. */
    private static double floating(int bits, int exponentBits, int fractionBits) {
        int exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
        int bias = (1 << (exponentBits - 1)) - 1;
        double fraction = (bits & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
        double magnitude = exponent == 0 ? Math.scalb(fraction, 1 - bias) : Math.scalb(1 + fraction, exponent - bias);
        return bits >> (exponentBits + fractionBits) == 0 ? magnitude : -magnitude;
    }
}
