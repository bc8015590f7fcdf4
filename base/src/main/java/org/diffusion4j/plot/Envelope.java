// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A line with fewer points that looks the same: of all points in one column of pixels only the first, the lowest, the
 * highest and the last stay, in their order. A million losses become a few thousand points and no spike is lost.
 */
final class Envelope {
    private final double[] x;
    private final double[] y;
    private final double[] outX;
    private final double[] outY;
    private int size;

    private Envelope(Series series, int columns) {
        x = series.x();
        y = series.y();
        // Four points and one gap a column.
        outX = new double[5 * columns];
        outY = new double[5 * columns];
    }

    /** Thins a series with x in rising order to {@code columns} columns; any other, or a short one, stays as it is. */
    static Series thin(Series series, int columns, boolean logX) {
        if (series.x().length <= 4 * columns || !rising(series.x())) {
            return series;
        }
        Envelope envelope = new Envelope(series, columns);
        envelope.run(columns, logX ? Math::log : v -> v);
        return Series.of(
                        series.name(),
                        Arrays.copyOf(envelope.outX, envelope.size),
                        Arrays.copyOf(envelope.outY, envelope.size))
                .looking(series.look());
    }

    private void run(int columns, DoubleUnaryOperator scale) {
        double first = scale.applyAsDouble(x[0]);
        double width = scale.applyAsDouble(x[x.length - 1]) - first;
        int begin = 0;
        for (int column = 0; column < columns && begin < x.length; column++) {
            int end = begin;
            while (end < x.length
                    && (column == columns - 1
                            || scale.applyAsDouble(x[end]) - first < width * (column + 1) / columns)) {
                end++;
            }
            keep(begin, end);
            begin = end;
        }
    }

    /** Keeps the points from {@code begin} to before {@code end} that give the column its look, and one gap if any. */
    private void keep(int begin, int end) {
        int first = -1;
        int last = -1;
        int low = -1;
        int high = -1;
        int gap = -1;
        for (int i = begin; i < end; i++) {
            if (Double.isNaN(y[i])) {
                gap = i;
                continue;
            }
            first = first < 0 ? i : first;
            last = i;
            low = low < 0 || y[i] < y[low] ? i : low;
            high = high < 0 || y[i] > y[high] ? i : high;
        }
        int[] order = {first, low, high, last, gap};
        Arrays.sort(order);
        int before = -1;
        for (int i : order) {
            if (i > before) {
                outX[size] = x[i];
                outY[size++] = y[i];
                before = i;
            }
        }
    }

    private static boolean rising(double[] x) {
        for (int i = 1; i < x.length; i++) {
            if (x[i] < x[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
