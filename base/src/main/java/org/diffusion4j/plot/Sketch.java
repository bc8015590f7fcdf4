// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;

/** What a {@link Chart} is drawn on: pixels or an SVG document. Lengths are points of the chart, y grows downwards. */
interface Sketch {
    /** A line through all points; it begins anew after a point with y NaN. Its colour may be translucent. */
    void path(double[] x, double[] y, Color color, double width, boolean dashed);

    /**
     * Words whose capitals are centred on y.
     *
     * @param align 0: they begin at x, 0.5: x is their middle, 1: they end at x
     * @param upwards whether they are read from below, around (x, y); then {@code align} must be 0.5
     */
    void text(String text, double size, boolean bold, Color color, double x, double y, double align, boolean upwards);

    /** A rectangle with round corners, filled and with an edge. */
    void box(double x, double y, double width, double height, Color fill, Color edge);

    /** A straight line. */
    default void line(double x1, double y1, double x2, double y2, Color color, double width) {
        path(new double[] {x1, x2}, new double[] {y1, y2}, color, width, false);
    }
}
