// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;

/** Draws on pixels. A path is stroked as one shape, so a translucent line is nowhere darker where it meets itself. */
final class PixelSketch implements Sketch {
    /** Diameter of a round corner. */
    static final double CORNER = 8;

    private final Graphics2D g;

    PixelSketch(Graphics2D g) {
        this.g = g;
    }

    @Override
    public void path(double[] x, double[] y, Color color, double width, boolean dashed) {
        Path2D path = new Path2D.Double();
        boolean joined = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(y[i])) {
                joined = false;
                continue;
            }
            if (joined) {
                path.lineTo(x[i], y[i]);
            } else {
                path.moveTo(x[i], y[i]);
                // A lone point is seen as a dot: a stroke with round ends needs some length, however small.
                path.lineTo(x[i], y[i] + 1e-3);
            }
            joined = true;
        }
        g.setColor(color);
        g.setStroke(new BasicStroke(
                (float) width,
                BasicStroke.CAP_ROUND,
                BasicStroke.JOIN_ROUND,
                1,
                dashed ? new float[] {6, 6} : null,
                0));
        g.draw(path);
    }

    @Override
    public void box(double x, double y, double width, double height, Color fill, Color edge) {
        RoundRectangle2D box = new RoundRectangle2D.Double(x, y, width, height, CORNER, CORNER);
        g.setColor(fill);
        g.fill(box);
        g.setColor(edge);
        g.setStroke(new BasicStroke(1.2f));
        g.draw(box);
    }

    @Override
    public void text(
            String text, double size, boolean bold, Color color, double x, double y, double align, boolean upwards) {
        Font font = bold ? Fonts.bold(size) : Fonts.regular(size);
        if (upwards) {
            Words.turned(g, text, font, color, x, y, -Math.PI / 2);
        } else {
            Words.draw(g, text, font, color, x, y, align);
        }
    }
}
