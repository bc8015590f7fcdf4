// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;

/**
 * Boxes with words and arrows between them: how a network is built. Lengths are points, y grows downwards. Immutable:
 * each method returns another diagram.
 *
 * @param title above everything; may be empty
 * @param width of the whole, 100 or more
 * @param height of the whole, 100 or more
 * @param boxes in the order in which they are drawn
 * @param arrows drawn below the boxes
 */
public record Diagram(String title, double width, double height, List<Box> boxes, List<Arrow> arrows) {
    private static final int DENSITY = 2;
    private static final double HEADING = 14;
    private static final double DETAIL = 11.5;
    private static final double HEAD = 7;

    /**
     * A box.
     *
     * @param x left edge
     * @param y upper edge
     * @param width of the box
     * @param height of the box
     * @param heading bold, in the middle of the upper half
     * @param detail below it; may be empty
     * @param family boxes of one family have one colour; from 0
     */
    public record Box(double x, double y, double width, double height, String heading, String detail, int family) {}

    /**
     * A straight arrow.
     *
     * @param x1 where it begins
     * @param y1 where it begins
     * @param x2 where it ends
     * @param y2 where it ends
     * @param label beside its middle; may be empty
     * @param isDashed for a way around
     */
    public record Arrow(double x1, double y1, double x2, double y2, String label, boolean isDashed) {}

    /** Checks the size and keeps its own lists. */
    public Diagram {
        if (!(width >= 100
                && height >= 100
                && width * DENSITY <= Pixels.LARGEST_SIDE
                && height * DENSITY <= Pixels.LARGEST_SIDE)) {
            throw new ConfigException(
                    "A diagram of %s x %s points was asked for; each side must lie between 100 and %d. Choose another size."
                            .formatted(width, height, Pixels.LARGEST_SIDE / DENSITY));
        }
        boxes = List.copyOf(boxes);
        arrows = List.copyOf(arrows);
    }

    /** An empty diagram. */
    public static Diagram titled(String title, double width, double height) {
        return new Diagram(title, width, height, List.of(), List.of());
    }

    /** With one more box. */
    public Diagram with(Box box) {
        List<Box> more = new ArrayList<>(boxes);
        more.add(box);
        return new Diagram(title, width, height, more, arrows);
    }

    /** With one more arrow. */
    public Diagram with(Arrow arrow) {
        List<Arrow> more = new ArrayList<>(arrows);
        more.add(arrow);
        return new Diagram(title, width, height, boxes, more);
    }

    /** The picture, two pixels a point. */
    public BufferedImage draw() {
        BufferedImage picture = Pixels.paper((int) Math.ceil(width * DENSITY), (int) Math.ceil(height * DENSITY));
        Graphics2D g = Pixels.graphics(picture);
        try {
            g.scale(DENSITY, DENSITY);
            draw(new PixelSketch(g));
        } finally {
            g.dispose();
        }
        return picture;
    }

    /** An SVG document, for pages that scale. */
    public String svg() {
        SvgSketch sketch = new SvgSketch(width, height);
        draw(sketch);
        return sketch.document();
    }

    /** Writes {@link #svg} as a file, which appears complete or not at all. */
    public void writeSvg(Path file) {
        AtomicFile.write(file, out -> out.write(svg().getBytes(StandardCharsets.UTF_8)));
    }

    private void draw(Sketch sketch) {
        sketch.text(title, 18, true, Ink.TEXT, 24, 30, 0, false);
        arrows.forEach(arrow -> draw(sketch, arrow));
        boxes.forEach(box -> draw(sketch, box));
    }

    private static void draw(Sketch sketch, Box box) {
        Color edge = Ink.SERIES.get(box.family() % Ink.SERIES.size());
        Color fill = new Color(Pixels.mix(Ink.rgb(Ink.PAPER), Ink.rgb(edge), 0.1));
        sketch.box(box.x(), box.y(), box.width(), box.height(), fill, edge);
        double middle = box.x() + box.width() / 2;
        boolean isAlone = box.detail().isEmpty();
        double line = box.y() + box.height() * (isAlone ? 0.5 : 0.33);
        sketch.text(box.heading(), HEADING, true, Ink.TEXT, middle, line, 0.5, false);
        sketch.text(box.detail(), DETAIL, false, Ink.MUTED, middle, box.y() + box.height() * 0.7, 0.5, false);
    }

    private static void draw(Sketch sketch, Arrow arrow) {
        double length = Math.hypot(arrow.x2() - arrow.x1(), arrow.y2() - arrow.y1());
        double ux = (arrow.x2() - arrow.x1()) / length;
        double uy = (arrow.y2() - arrow.y1()) / length;
        double[] x = {arrow.x1(), arrow.x2()};
        double[] y = {arrow.y1(), arrow.y2()};
        sketch.path(x, y, Ink.GUIDE, 1.5, arrow.isDashed());
        double[] headX = {arrow.x2() - HEAD * (ux - uy / 2), arrow.x2(), arrow.x2() - HEAD * (ux + uy / 2)};
        double[] headY = {arrow.y2() - HEAD * (uy + ux / 2), arrow.y2(), arrow.y2() - HEAD * (uy - ux / 2)};
        sketch.path(headX, headY, Ink.GUIDE, 1.5, false);
        boolean isLevel = Math.abs(ux) > Math.abs(uy);
        double atX = (arrow.x1() + arrow.x2()) / 2 + (isLevel ? 0 : 8);
        double atY = (arrow.y1() + arrow.y2()) / 2 - (isLevel ? 9 : 0);
        sketch.text(arrow.label(), DETAIL, false, Ink.MUTED, atX, atY, isLevel ? 0.5 : 0, false);
    }
}
