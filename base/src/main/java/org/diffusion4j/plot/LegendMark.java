// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;

/** The small sample of a layer that stands before its name. */
final class LegendMark {
    private LegendMark() {}

    static void paint(Graphics2D g, Layer3d layer, double x, double y, double unit) {
        g.setColor(layer.color());
        ColorMap map = layer instanceof Cloud3d cloud ? cloud.map() : null;
        if (layer instanceof Line3d) {
            g.setStroke(new BasicStroke((float) (3 * unit), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(new Line2D.Double(x - 12 * unit, y, x + 8 * unit, y));
        } else if (map != null) {
            for (int i = -16; i <= 6; i++) {
                double radius = 5 * unit;
                g.setColor(new Color(map.rgb((i + 16) / 22.0)));
                g.fill(new Ellipse2D.Double(x + i * unit - radius, y - radius, 2 * radius, 2 * radius));
            }
        } else {
            double radius = 6.5 * unit;
            g.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }
    }
}
