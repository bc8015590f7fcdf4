// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.ConfigException;

/**
 * Named lengths side by side, each with a mark that it should not pass: shares, times, counts. Immutable.
 *
 * @param title above everything; may be empty
 * @param bars from top to bottom
 */
public record Bars(String title, List<Bar> bars) {
    private static final int DENSITY = 2;
    private static final double WIDTH = 880;
    private static final double TOP = 56;
    private static final double EACH = 30;
    private static final double THICK = 18;
    private static final double NAMES = 410;
    private static final double END = 64;

    /**
     * One of them.
     *
     * @param name to its left
     * @param value its length, finite and 0 or more
     * @param mark the length it should not pass; NaN for none
     * @param family bars of one family have one colour; from 0
     */
    public record Bar(String name, double value, double mark, int family) {
        public Bar {
            if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
                throw new ConfigException(
                        "the bar '%s' cannot have the length %s. Give a number of 0 or more.".formatted(name, value));
            }
        }
    }

    /** Keeps its own list. */
    public Bars {
        bars = List.copyOf(bars);
    }

    /** A chart without bars yet. */
    public static Bars titled(String title) {
        return new Bars(title, List.of());
    }

    /** With one more below. */
    public Bars with(Bar bar) {
        List<Bar> more = new ArrayList<>(bars);
        more.add(bar);
        return new Bars(title, more);
    }

    /** The picture, 880 points wide and as high as its bars, two pixels a point. */
    public BufferedImage draw() {
        BufferedImage picture = Pixels.paper((int) (WIDTH * DENSITY), (int) (height() * DENSITY));
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
        SvgSketch sketch = new SvgSketch(WIDTH, height());
        draw(sketch);
        return sketch.document();
    }

    private double height() {
        return TOP + EACH * bars.size() + 20;
    }

    private void draw(Sketch sketch) {
        sketch.text(title, 18, true, Ink.TEXT, 24, 28, 0, false);
        double longest = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value(), Double.isNaN(bar.mark()) ? 0 : bar.mark()))
                .max()
                .orElse(0);
        double scale = longest == 0 ? 0 : (WIDTH - NAMES - END) / longest;
        for (int i = 0; i < bars.size(); i++) {
            draw(sketch, bars.get(i), TOP + EACH * i, scale);
        }
    }

    private static void draw(Sketch sketch, Bar bar, double top, double scale) {
        double middle = top + THICK / 2;
        Color edge = Ink.SERIES.get(bar.family() % Ink.SERIES.size());
        Color fill = new Color(Pixels.mix(Ink.rgb(Ink.PAPER), Ink.rgb(edge), 0.35));
        double length = Math.max(1, bar.value() * scale);
        sketch.text(bar.name(), 13, false, Ink.TEXT, NAMES - 12, middle, 1, false);
        sketch.box(NAMES, top, length, THICK, fill, edge);
        double reach = length;
        if (!Double.isNaN(bar.mark())) {
            double at = NAMES + bar.mark() * scale;
            sketch.line(at, top - 4, at, top + THICK + 4, Ink.MARK, 2);
            reach = Math.max(reach, at - NAMES);
        }
        String value = String.format(Locale.ROOT, bar.value() >= 100 ? "%.0f" : "%.2f", bar.value());
        sketch.text(value, 13, true, Ink.TEXT, NAMES + reach + 8, middle, 0, false);
    }
}
