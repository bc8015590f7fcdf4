// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.jspecify.annotations.Nullable;

/** Points drawn as round dots. Immutable: each method returns another cloud. */
public final class Cloud3d extends Layer3d {
    /** The usual radius of a dot, in pixels of a picture 600 wide. */
    public static final double USUAL_RADIUS = 2.7;

    private final @Nullable ColorMap map;
    private final int[] colors;
    private final double radius;
    private final double opacity;
    private final boolean marked;

    private Cloud3d(
            Points3d points,
            String name,
            Color color,
            @Nullable ColorMap map,
            int[] colors,
            double radius,
            double opacity,
            boolean marked) {
        super(points, name, color);
        if (!(radius > 0 && radius <= 100)) {
            throw new ConfigException("The radius of a dot must lie in (0, 100] pixels but was %s. %s is usual."
                    .formatted(radius, USUAL_RADIUS));
        }
        if (!(opacity > 0 && opacity <= 1)) {
            throw new ConfigException(
                    "The opacity of a dot must lie in (0, 1] but was %s. 1 hides what is behind.".formatted(opacity));
        }
        this.map = map;
        this.colors = colors;
        this.radius = radius;
        this.opacity = opacity;
        this.marked = marked;
    }

    /**
     * Dots in one calm colour.
     *
     * @param xyz shape (n, 3): x, y, z of the first point, then of the next; copied. Points that are not finite stay
     *     out of the picture, and its title counts them
     */
    public static Cloud3d of(float[] xyz) {
        return new Cloud3d(new Points3d(xyz), "", Ink.ACCENT, null, new int[0], USUAL_RADIUS, 0.8, false);
    }

    /** With a name for the legend. */
    public Cloud3d named(String newName) {
        return new Cloud3d(points, newName, color(), map, colors, radius, opacity, marked);
    }

    /** All dots in one colour. */
    public Cloud3d colored(Color newColor) {
        return new Cloud3d(points, name(), newColor, null, new int[0], radius, opacity, marked);
    }

    /**
     * Each dot in the colour of its value: the lowest finite value takes the start of the map, the highest its end.
     *
     * @param values one a point
     */
    public Cloud3d colored(float[] values, ColorMap newMap) {
        if (values.length != size()) {
            throw new ShapeException("%d colour values were given for %d points. Pass one value a point."
                    .formatted(values.length, size()));
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        double span = high > low ? high - low : 1;
        int[] newColors = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            newColors[i] = newMap.rgb((values[i] - low) / span);
        }
        return new Cloud3d(points, name(), new Color(newMap.rgb(0.5)), newMap, newColors, radius, opacity, marked);
    }

    /** With dots of another size, in pixels of a picture 600 wide; they grow with the picture. */
    public Cloud3d radius(double pixels) {
        return new Cloud3d(points, name(), color(), map, colors, pixels, opacity, marked);
    }

    /** With dots of another opacity in (0, 1]; far dots are always fainter than near ones. */
    public Cloud3d opacity(double newOpacity) {
        return new Cloud3d(points, name(), color(), map, colors, radius, newOpacity, marked);
    }

    /** Drawn over everything else, larger and with a white ring, whatever lies in front: for one point to follow. */
    public Cloud3d marked() {
        return new Cloud3d(
                points, name(), color().equals(Ink.ACCENT) ? Ink.MARK : color(), map, colors, 2.4 * radius, 1, true);
    }

    /** The colour map of dots with values; null where all have one colour. */
    @Nullable ColorMap map() {
        return map;
    }

    int rgb(int point) {
        return colors.length == 0 ? Ink.rgb(color()) : colors[point];
    }

    double radius() {
        return radius;
    }

    double opacity() {
        return opacity;
    }

    boolean isMarked() {
        return marked;
    }
}
