// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * Draws points in space as a person would see them: in a quiet box, the nearer ones larger, stronger and over the
 * farther ones.
 *
 * <p>Nothing is clamped: a point outside the limits stands where it belongs, as long as all of its dot is inside the panel. A
 * point with a coordinate that is NaN or infinite is left out, and the title says how many there are.
 */
public final class Scatter3d {
    private static final double DESIGN_WIDTH = 600;
    private static final double DESIGN_HEIGHT = 500;
    private static final double SIDE = 98;
    private static final double AIR = 14;
    private static final double WORDS = 64;
    private static final double TITLE = 44;

    private Scatter3d() {}

    /** One picture of {@code width} x {@code height} pixels, with the title of the view above it. */
    public static BufferedImage draw(Scene3d scene, View view, int width, int height) {
        BufferedImage picture = Pixels.paper(width, height);
        Rectangle area = new Rectangle(width, height);
        View titled = view.titled(scene.note(view.title()));
        paint(picture, area, scene, titled, fit(titled, area));
        return picture;
    }

    /** The scale at which the scene's box fits into {@code area}, in pixels a half edge of the box. */
    static double fit(View view, Rectangle area) {
        Rectangle2D inner = inner(view, area);
        return Projection.fit(view, inner.getWidth(), inner.getHeight());
    }

    /** Draws into one part of a larger picture; the note about missing points is the caller's. */
    static void paint(BufferedImage picture, Rectangle area, Scene3d scene, View view, double scale) {
        double unit = unit(area);
        boolean hasTitle = !view.title().isEmpty();
        Projection projection = new Projection(view, scene.box(), inner(view, area), scale);
        Box3d box = new Box3d(projection, scene, unit);
        Graphics2D g = Pixels.graphics(picture);
        try {
            g.clip(area);
            box.paintFaces(g);
            int[] pixels = Pixels.ints(picture);
            for (Layer3d layer : scene.layers()) {
                if (layer instanceof Line3d line) {
                    paintLine(pixels, picture.getWidth(), area, projection, line, unit);
                }
            }
            paintDots(new Brush(pixels, picture.getWidth(), area), area, projection, scene, unit);
            box.paintLabels(g);
            if (hasTitle) {
                Words.draw(
                        g,
                        Words.fitted(view.title(), Fonts.regular(20 * unit), area.width - 20 * unit),
                        Fonts.regular(20 * unit),
                        Ink.MUTED,
                        area.getCenterX(),
                        area.y + TITLE / 2 * unit,
                        0.5);
            }
        } finally {
            g.dispose();
        }
    }

    /** The size of one design pixel in a panel. */
    static double unit(Rectangle area) {
        return Math.min(area.width / DESIGN_WIDTH, area.height / DESIGN_HEIGHT);
    }

    /** The space for the box: numbers and words stand below it, or above it for a viewer who looks up from below. */
    private static Rectangle2D inner(View view, Rectangle area) {
        double unit = unit(area);
        double title = view.title().isEmpty() ? 0 : TITLE;
        double above = (title + (view.elevation() < 0 ? WORDS : AIR)) * unit;
        double below = (view.elevation() < 0 ? AIR : WORDS) * unit;
        return new Rectangle2D.Double(
                area.x + SIDE * unit, area.y + above, area.width - 2 * SIDE * unit, area.height - above - below);
    }

    private static void paintLine(
            int[] pixels, int stride, Rectangle area, Projection projection, Line3d line, double unit) {
        LineMask mask = new LineMask(area);
        double[] last = new double[3];
        double[] here = new double[3];
        boolean joined = false;
        for (int i = 0; i < line.size(); i++) {
            Points3d p = line.points;
            boolean seen = p.isFinite(i) && projection.space(p.at(i, 0), p.at(i, 1), p.at(i, 2), here);
            if (seen && joined) {
                mask.segment(
                        last[0],
                        last[1],
                        here[0],
                        here[1],
                        line.width() * unit,
                        line.opacity() * strength(last[2]),
                        line.opacity() * strength(here[2]));
            }
            joined = seen;
            double[] spare = last;
            last = here;
            here = spare;
        }
        mask.paint(pixels, stride, Ink.rgb(line.color()));
    }

    /** All dots of all clouds in one order of depth; then the marked ones. */
    private static void paintDots(Brush brush, Rectangle area, Projection projection, Scene3d scene, double unit) {
        Dots dots = new Dots();
        Dots marked = new Dots();
        double[] at = new double[3];
        // A dot that the edge of its panel would cut is left out: half a dot looks like a flaw.
        double edge = 6 * unit;
        Rectangle2D whole =
                new Rectangle2D.Double(area.x + edge, area.y + edge, area.width - 2 * edge, area.height - 2 * edge);
        for (Layer3d layer : scene.layers()) {
            if (layer instanceof Cloud3d cloud) {
                Points3d p = cloud.points;
                for (int i = 0; i < cloud.size(); i++) {
                    if (p.isFinite(i)
                            && projection.space(p.at(i, 0), p.at(i, 1), p.at(i, 2), at)
                            && whole.contains(at[0], at[1])) {
                        double radius = cloud.radius() * unit * Camera.enlargement(at[2]);
                        (cloud.isMarked() ? marked : dots)
                                .add(at[0], at[1], at[2], radius, cloud.rgb(i), cloud.opacity());
                    }
                }
            }
        }
        dots.paint((x, y, depth, radius, rgb, opacity) ->
                brush.disc(x, y, radius * (0.75 + 0.45 * Camera.nearness(depth)), rgb, opacity * strength(depth)));
        marked.paint((x, y, depth, radius, rgb, opacity) -> {
            brush.disc(x, y, radius + 2 * unit, Ink.rgb(Ink.PAPER), 0.9);
            brush.disc(x, y, radius, rgb, opacity);
        });
    }

    /** What is left of an opacity at this depth: a third at the far corner of the box, all at the near one. */
    static double strength(double depth) {
        return 0.34 + 0.66 * Camera.nearness(depth);
    }
}
