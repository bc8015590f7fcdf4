// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.Npy;
import org.diffusion4j.format.NpyType;

/** Pictures in a NumPy array of any type of numbers. */
final class NpyPictures implements StoredPictures {
    private final Npy array;
    private final PixelLayout layout;
    private final ValueRange range;
    private final int size;
    private final int height;
    private final int width;
    private final int channels;

    /** The pictures of an array; its shape says how many and how large. */
    NpyPictures(Npy array, PixelLayout layout, Optional<ValueRange> range) {
        List<Long> shape = array.shape();
        if (!shape.isEmpty() && shape.get(0) == 0) {
            throw new ShapeException("'%s' has the shape %s: no picture is in it. Save an array with at least one."
                    .formatted(array.name(), shape));
        }
        boolean isGrey = shape.size() == 3;
        boolean isPictures = (isGrey || shape.size() == 4)
                && shape.stream().allMatch(side -> side >= 1 && side <= Integer.MAX_VALUE)
                && array.elements() / shape.get(0) <= 1 << 28;
        int first = isGrey || layout == PixelLayout.HWC ? 1 : 2;
        long depth = isGrey || !isPictures ? 1 : shape.get(layout == PixelLayout.HWC ? 3 : 1);
        if (!isPictures || (depth != 1 && depth != 3)) {
            throw new ShapeException(
                    "'%s' has the shape %s, and pictures have (N, H, W), (N, H, W, C) with layout: hwc or (N, C, H, W) with layout: chw, C being 1 or 3. Set layout, or save the array in such a shape."
                            .formatted(array.name(), shape));
        }
        this.array = array;
        this.layout = isGrey ? PixelLayout.HWC : layout;
        this.range = range.orElseGet(() -> usual(array));
        this.size = Math.toIntExact(shape.get(0));
        this.height = Math.toIntExact(shape.get(first));
        this.width = Math.toIntExact(shape.get(first + 1));
        this.channels = (int) depth;
    }

    private static ValueRange usual(Npy array) {
        if (array.type() == NpyType.U1) {
            return ValueRange.BYTES;
        }
        throw new ConfigException(
                "range is missing, and '%s' holds %s, which can mean anything. Set range to bytes, unit or symmetric."
                        .formatted(array.name(), array.type().code()));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(int item, float[] target, int from) {
        long first = (long) item * elements();
        if (array.type() == NpyType.U1 && range == ValueRange.BYTES) {
            layout.scale(array.unsignedBytes(first, elements()), channels, target, from);
            return;
        }
        double[] values = new double[elements()];
        array.doubles(first, values, 0, values.length);
        int pixels = height * width;
        for (int i = 0; i < values.length; i++) {
            double value = values[layout.at(i % pixels, i / pixels, pixels, channels)];
            if (!range.has(value)) {
                throw new FormatException(
                        "picture %d of '%s' has the value %s, and range says %s. Set range to bytes, unit or symmetric as the values are, or correct them."
                                .formatted(item, array.name(), value, range.bounds()));
            }
            target[from + i] = range.symmetric(value);
        }
    }
}
