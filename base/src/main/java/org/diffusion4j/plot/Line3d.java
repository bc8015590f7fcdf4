// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import org.diffusion4j.error.ConfigException;

/**
 * Points joined by a quiet line, such as the curve that samples should lie on. Lines lie beneath all dots. A point that
 * is not finite breaks the line. Immutable: each method returns another line.
 */
public final class Line3d extends Layer3d {
    private final double width;
    private final double opacity;

    private Line3d(Points3d points, String name, Color color, double width, double opacity) {
        super(points, name, color);
        if (!(width > 0 && width <= 100)) {
            throw new ConfigException(
                    "The width of a line must lie in (0, 100] pixels but was %s. 2 is usual.".formatted(width));
        }
        if (!(opacity > 0 && opacity <= 1)) {
            throw new ConfigException(
                    "The opacity of a line must lie in (0, 1] but was %s. 0.6 is usual.".formatted(opacity));
        }
        this.width = width;
        this.opacity = opacity;
    }

    /**
     * A thin grey line.
     *
     * @param xyz shape (n, 3): x, y, z of the first point, then of the next; copied
     */
    public static Line3d of(float[] xyz) {
        return new Line3d(new Points3d(xyz), "", Ink.GUIDE, 2, 0.6);
    }

    /** With a name for the legend. */
    public Line3d named(String newName) {
        return new Line3d(points, newName, color(), width, opacity);
    }

    /** In another colour. */
    public Line3d colored(Color newColor) {
        return new Line3d(points, name(), newColor, width, opacity);
    }

    /** With another width, in pixels of a picture 600 wide; it grows with the picture. */
    public Line3d width(double pixels) {
        return new Line3d(points, name(), color(), pixels, opacity);
    }

    /** With another opacity in (0, 1]; its far parts are always fainter than the near ones. */
    public Line3d opacity(double newOpacity) {
        return new Line3d(points, name(), color(), width, newOpacity);
    }

    double width() {
        return width;
    }

    double opacity() {
        return opacity;
    }
}
