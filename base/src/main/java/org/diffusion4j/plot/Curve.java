// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;

/**
 * Lines over one axis: losses, schedules, distances. Immutable: each method returns another curve.
 *
 * @param title above the lines; may be empty
 * @param xLabel words below the horizontal axis; may be empty
 * @param yLabel words beside the vertical axis; may be empty
 * @param logX whether the horizontal axis is logarithmic
 * @param logY whether the vertical axis is logarithmic
 * @param series the lines, the first lowest
 */
public record Curve(String title, String xLabel, String yLabel, boolean logX, boolean logY, List<Series> series) {
    /** The usual size in pixels, sharp where a page shows it 800 wide. */
    public static final int WIDTH = 1600;

    /** The height that goes with {@link #WIDTH}. */
    public static final int HEIGHT = 900;

    /** Pixels of a picture for one point of the chart: 144 dots an inch. */
    private static final int DENSITY = 2;

    private static final int SMALLEST = 160;

    /** Keeps its own list. */
    public Curve {
        series = List.copyOf(series);
    }

    /** A curve without lines yet. */
    public static Curve titled(String title) {
        return new Curve(title, "", "", false, false, List.of());
    }

    /** With words on its axes. */
    public Curve labelled(String x, String y) {
        return new Curve(title, x, y, logX, logY, series);
    }

    /** With one more line. */
    public Curve with(Series line) {
        List<Series> more = new ArrayList<>(series);
        more.add(line);
        return new Curve(title, xLabel, yLabel, logX, logY, more);
    }

    /** With a logarithmic horizontal axis; numbers that are not above 0 are left out. */
    public Curve withLogX() {
        return new Curve(title, xLabel, yLabel, true, logY, series);
    }

    /** With a logarithmic vertical axis; numbers that are not above 0 are left out. */
    public Curve withLogY() {
        return new Curve(title, xLabel, yLabel, logX, true, series);
    }

    /** The picture at the usual size. */
    public BufferedImage draw() {
        return draw(WIDTH, HEIGHT);
    }

    /** The picture at a size in pixels; words are as large as on the usual one. */
    public BufferedImage draw(int width, int height) {
        checkSize(width, height);
        BufferedImage picture = Pixels.paper(width, height);
        Graphics2D g = Pixels.graphics(picture);
        try {
            g.scale(DENSITY, DENSITY);
            new Chart(this, drawable(width), (double) width / DENSITY, (double) height / DENSITY)
                    .draw(new PixelSketch(g));
        } finally {
            g.dispose();
        }
        return picture;
    }

    /** The same as an SVG document of half that many units, for pages that scale. Words need DejaVu Sans there. */
    public String svg(int width, int height) {
        checkSize(width, height);
        SvgSketch sketch = new SvgSketch((double) width / DENSITY, (double) height / DENSITY);
        new Chart(this, drawable(width), (double) width / DENSITY, (double) height / DENSITY).draw(sketch);
        return sketch.document();
    }

    /** The lines with what the axes can show, thinned to the picture; lines with nothing to show are left out. */
    private List<Series> drawable(int columns) {
        List<Series> lines = new ArrayList<>();
        for (Series line : series) {
            Series thin = Envelope.thin(line.drawable(logX, logY), columns, logX);
            if (thin.x().length > 0) {
                lines.add(thin);
            }
        }
        if (lines.isEmpty()) {
            throw new ConfigException(
                    "The curve '%s' has %d series and no point to show: a point must be finite, and above 0 on a logarithmic axis. Add a series or use linear axes."
                            .formatted(title, series.size()));
        }
        return lines;
    }

    private static void checkSize(int width, int height) {
        if (width < SMALLEST || height < SMALLEST || width > Pixels.LARGEST_SIDE || height > Pixels.LARGEST_SIDE) {
            throw new ConfigException(
                    "A curve of %d x %d pixels was asked for; each side must lie between %d and %d. %d x %d is usual."
                            .formatted(width, height, SMALLEST, Pixels.LARGEST_SIDE, WIDTH, HEIGHT));
        }
    }
}
