// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Rectangle;

/**
 * Smooth dots laid straight into pixels. A few thousand dots a frame through the general shape renderer take ten times
 * as long, and its edges may differ between versions of Java.
 */
final class Brush {
    private final int[] pixels;
    private final int stride;
    private final Rectangle clip;

    /** Draws inside {@code clip}, which must lie inside the picture of rows of {@code stride} pixels. */
    Brush(int[] pixels, int stride, Rectangle clip) {
        this.pixels = pixels;
        this.stride = stride;
        this.clip = clip;
    }

    /** A disc around (x, y), where pixel (i, j) is the square from (i, j) to (i + 1, j + 1). */
    void disc(double x, double y, double radius, int rgb, double opacity) {
        double reach = radius + 0.5;
        int left = (int) Math.max(clip.x, Math.floor(x - reach));
        int right = (int) Math.min(clip.x + clip.width - 1.0, Math.floor(x + reach));
        int top = (int) Math.max(clip.y, Math.floor(y - reach));
        int bottom = (int) Math.min(clip.y + clip.height - 1.0, Math.floor(y + reach));
        for (int row = top; row <= bottom; row++) {
            double dy = row + 0.5 - y;
            for (int column = left; column <= right; column++) {
                double dx = column + 0.5 - x;
                // How much of a pixel an edge at this distance covers, to a good approximation.
                double cover = reach - Math.sqrt(dx * dx + dy * dy);
                if (cover > 0) {
                    int at = row * stride + column;
                    pixels[at] = Pixels.mix(pixels[at], rgb, opacity * Math.min(1, cover));
                }
            }
        }
    }
}
