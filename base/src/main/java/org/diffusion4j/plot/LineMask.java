// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Rectangle;

/**
 * How strongly a line covers each pixel. Segments are united by their maximum before anything is painted, so a line of
 * many short translucent segments has no darker joints.
 */
final class LineMask {
    private final Rectangle clip;
    private final float[] cover;

    LineMask(Rectangle clip) {
        this.clip = clip;
        this.cover = new float[clip.width * clip.height];
    }

    /** Adds a segment with round ends whose opacity goes from {@code from} to {@code to}. */
    void segment(double x1, double y1, double x2, double y2, double width, double from, double to) {
        double reach = width / 2 + 0.5;
        int left = (int) Math.max(clip.x, Math.floor(Math.min(x1, x2) - reach));
        int right = (int) Math.min(clip.x + clip.width - 1.0, Math.floor(Math.max(x1, x2) + reach));
        int top = (int) Math.max(clip.y, Math.floor(Math.min(y1, y2) - reach));
        int bottom = (int) Math.min(clip.y + clip.height - 1.0, Math.floor(Math.max(y1, y2) + reach));
        double dx = x2 - x1;
        double dy = y2 - y1;
        double squared = dx * dx + dy * dy;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x1;
                double py = row + 0.5 - y1;
                double along = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double ex = px - along * dx;
                double ey = py - along * dy;
                double here = Math.min(1, reach - Math.sqrt(ex * ex + ey * ey)) * (from + along * (to - from));
                int at = (row - clip.y) * clip.width + column - clip.x;
                if (here > cover[at]) {
                    cover[at] = (float) here;
                }
            }
        }
    }

    /** Lays the line in one colour over a picture with rows of {@code stride} pixels. */
    void paint(int[] pixels, int stride, int rgb) {
        for (int row = 0; row < clip.height; row++) {
            for (int column = 0; column < clip.width; column++) {
                float share = cover[row * clip.width + column];
                if (share > 0) {
                    int at = (row + clip.y) * stride + column + clip.x;
                    pixels[at] = Pixels.mix(pixels[at], rgb, share);
                }
            }
        }
    }
}
