// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;

/**
 * A finite filter over images, for resampling without jagged edges (Karras et al. 2020).
 *
 * @param kernel (h, w), or (n) for a separable one that is applied to rows, then to columns; checkpoint name {@code
 *     resample_filter}
 */
public record Fir(Tensor kernel) {
    /** The binomial taps that every layer of MAT uses. */
    public static final Taps BINOMIAL = Taps.of(1, 3, 3, 1).normalized();

    /**
     * A filter as numbers.
     *
     * @param rows of the kernel; 1 for a separable one
     */
    public record Taps(int rows, List<Double> values) {
        /** From this many taps on a one-dimensional filter is not expanded into a square. */
        private static final int SEPARABLE_FROM = 8;

        /** Checks that the rows are full. */
        public Taps {
            if (rows < 1 || values.isEmpty() || values.size() % rows != 0) {
                throw new ConfigException(
                        "a filter of %d values cannot have %d rows. Give full rows.".formatted(values.size(), rows));
            }
            values = List.copyOf(values);
        }

        /** The outer product of the taps with themselves; from 8 taps on the taps alone. */
        public static Taps of(double... taps) {
            return taps.length < SEPARABLE_FROM
                    ? square(taps)
                    : new Taps(1, Arrays.stream(taps).boxed().toList());
        }

        /** The outer product of the taps with themselves, however many they are. */
        public static Taps square(double... taps) {
            return new Taps(
                    taps.length,
                    Arrays.stream(taps)
                            .boxed()
                            .flatMap(row -> Arrays.stream(taps).mapToObj(column -> row * column))
                            .toList());
        }

        /** The same with sum 1. */
        public Taps normalized() {
            return times(1 / values.stream().mapToDouble(v -> v).sum());
        }

        /** The same, reversed along every axis. */
        public Taps flipped() {
            List<Double> reversed = new ArrayList<>(values);
            Collections.reverse(reversed);
            return new Taps(rows, reversed);
        }

        /** The same for a gain on the whole image, of which each pass of a separable filter takes the root. */
        public Taps withGain(double gain) {
            return times(isSeparable() ? Math.sqrt(gain) : gain);
        }

        private Taps times(double factor) {
            return new Taps(rows, values.stream().map(v -> v * factor).toList());
        }

        /** Whether rows and columns are filtered one after the other. */
        public boolean isSeparable() {
            return rows == 1 && values.size() >= SEPARABLE_FROM;
        }

        /** The shape of the kernel. */
        public long[] shape() {
            return isSeparable() ? new long[] {values.size()} : new long[] {rows, values.size() / rows};
        }

        float[] floats() {
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values.get(i).floatValue();
            }
            return floats;
        }
    }

    /** Takes {@code resample_filter} from {@code p}, which a checkpoint stores even where nothing is resampled. */
    public static Fir of(ParameterScope p, Taps taps) {
        return new Fir(p.frozen("resample_filter", Init.values(taps.floats()), taps.shape()));
    }

    /** A filter outside any network. */
    public static Fir of(Taps taps) {
        return new Fir(Tensors.of(taps.floats(), taps.shape()));
    }

    /** Whether rows and columns are filtered one after the other. */
    boolean isSeparable() {
        return kernel.dim() == 1;
    }

    /** Taps in a row. */
    int width() {
        return (int) kernel.size(-1);
    }

    /** Taps in a column. */
    int height() {
        return (int) kernel.size(0);
    }
}
