// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.Arrays;

/** A square picture on which holes are painted. */
final class HoleCanvas {
    private final int side;
    private final boolean[] known;

    HoleCanvas(int side) {
        this.side = side;
        known = new boolean[side * side];
        Arrays.fill(known, true);
    }

    /** Paints the part of a rectangle that lies in the picture. */
    void rectangle(int x, int y, int width, int height) {
        for (int row = Math.max(0, y); row < Math.min(side, y + height); row++) {
            row(row, x, x + width);
        }
    }

    /** Paints pixels {@code from} … {@code end} − 1 of a row, as far as they are in the picture. */
    private void row(int y, int from, int end) {
        int first = Math.max(0, from);
        int last = Math.min(side, end);
        if (first < last) {
            Arrays.fill(known, y * side + first, y * side + last, false);
        }
    }

    /** Paints lines of a width between vertices, with a disc of that diameter at each. */
    void polyline(int[] xs, int[] ys, int width) {
        for (int i = 0; i + 1 < xs.length; i++) {
            segment(xs[i], ys[i], xs[i + 1], ys[i + 1], width / 2.0);
        }
        for (int i = 0; i < xs.length; i++) {
            disc(xs[i], ys[i], width / 2);
        }
    }

    private void disc(int x, int y, int radius) {
        for (int row = Math.max(0, y - radius); row <= Math.min(side - 1, y + radius); row++) {
            int half = (int) Math.sqrt((double) radius * radius - (double) (row - y) * (row - y));
            row(row, x - half, x + half + 1);
        }
    }

    /** A rectangle around the line, as a row-by-row span between its four edges. */
    private void segment(double ax, double ay, double bx, double by, double radius) {
        double length = Math.hypot(bx - ax, by - ay);
        if (length == 0) {
            return;
        }
        double nx = -(by - ay) / length * radius;
        double ny = (bx - ax) / length * radius;
        double[] xs = {ax + nx, bx + nx, bx - nx, ax - nx};
        double[] ys = {ay + ny, by + ny, by - ny, ay - ny};
        int top = (int) Math.ceil(Arrays.stream(ys).min().orElseThrow());
        int bottom = (int) Math.floor(Arrays.stream(ys).max().orElseThrow());
        for (int row = Math.max(0, top); row <= Math.min(side - 1, bottom); row++) {
            span(xs, ys, row);
        }
    }

    /** The part of a row between the left- and rightmost crossing with the edges of a convex polygon. */
    private void span(double[] xs, double[] ys, int row) {
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xs.length; i++) {
            int j = (i + 1) % xs.length;
            if (Math.min(ys[i], ys[j]) > row || Math.max(ys[i], ys[j]) < row) {
                continue;
            }
            boolean isLevel = ys[i] == ys[j];
            double x = isLevel ? xs[i] : xs[i] + (row - ys[i]) / (ys[j] - ys[i]) * (xs[j] - xs[i]);
            left = Math.min(left, isLevel ? Math.min(xs[i], xs[j]) : x);
            right = Math.max(right, isLevel ? Math.max(xs[i], xs[j]) : x);
        }
        if (left <= right) {
            row(row, (int) Math.ceil(left), (int) Math.floor(right) + 1);
        }
    }

    /** Paints the holes of another canvas, mirrored as asked. */
    void add(HoleCanvas other, boolean isTurnedUpsideDown, boolean isMirrored) {
        for (int y = 0; y < side; y++) {
            int sourceRow = (isTurnedUpsideDown ? side - 1 - y : y) * side;
            for (int x = 0; x < side; x++) {
                known[y * side + x] &= other.known[sourceRow + (isMirrored ? side - 1 - x : x)];
            }
        }
    }

    Mask mask() {
        return Mask.of(side, side, known);
    }
}
