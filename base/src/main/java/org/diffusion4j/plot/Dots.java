// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.Arrays;

/** Dots collected from several clouds, to be painted from the farthest to the nearest. */
final class Dots {
    /** Paints one dot: its place in pixels, its depth, its radius, its colour and its opacity. */
    interface Painter {
        void dot(double x, double y, double depth, double radius, int rgb, double opacity);
    }

    private static final int FIELDS = 5;

    private double[] numbers = new double[FIELDS * 1024];
    private int[] colors = new int[1024];
    private int count;

    void add(double x, double y, double depth, double radius, int rgb, double opacity) {
        if (count == colors.length) {
            numbers = Arrays.copyOf(numbers, 2 * numbers.length);
            colors = Arrays.copyOf(colors, 2 * count);
        }
        int at = FIELDS * count;
        numbers[at] = x;
        numbers[at + 1] = y;
        numbers[at + 2] = depth;
        numbers[at + 3] = radius;
        numbers[at + 4] = opacity;
        colors[count++] = rgb;
    }

    /** Farthest first; dots of the same depth in the order in which they were added. */
    void paint(Painter painter) {
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            order[i] = (long) sortable((float) numbers[FIELDS * i + 2]) << 32 | i;
        }
        Arrays.sort(order);
        for (long entry : order) {
            int i = (int) entry;
            int at = FIELDS * i;
            painter.dot(numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3], colors[i], numbers[at + 4]);
        }
    }

    /** An int that is ordered as the float is. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ ((bits >> 31) & 0x7FFFFFFF);
    }
}
