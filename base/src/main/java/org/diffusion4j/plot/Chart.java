// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays out one {@link Curve}: title, legend, axes, lines. */
final class Chart {
    private static final double MARGIN = 24;
    private static final double TITLE = 18;
    private static final double WORDS = 13.5;
    private static final double NUMBERS = 12.5;
    private static final double SAMPLE = 24;
    private static final double DOT = 6;
    private static final int FAINT_ALPHA = 90;
    private static final Color MINOR = new Color(0xF1F3F5);

    private final Curve curve;
    private final List<Series> lines;
    private final double width;
    private final double height;
    private final Axis xAxis;
    private final Axis yAxis;
    private final int legendRows;
    private final double left;
    private final double right;
    private final double top;
    private final double bottom;

    /** {@code lines} have at least one point, and only points that the axes can show. */
    Chart(Curve curve, List<Series> lines, double width, double height) {
        this.curve = curve;
        this.lines = lines;
        this.width = width;
        this.height = height;
        double[] x = bounds(lines, true);
        double[] y = bounds(lines, false);
        xAxis = new Axis(x[0], x[1], curve.logX(), 0, Math.max(2, (int) (width / 95)));
        yAxis = new Axis(y[0], y[1], curve.logY(), 0.05, Math.max(2, (int) (height / 55)));
        legendRows = legend(null);
        double widest = 0;
        for (Axis.Mark mark : yAxis.marks()) {
            widest = Math.max(widest, Words.width(mark.text(), Fonts.regular(NUMBERS)));
        }
        left = MARGIN + (curve.yLabel().isEmpty() ? 0 : 26) + widest + 10;
        right = width - MARGIN - 10;
        top = MARGIN + (curve.title().isEmpty() ? 0 : 30) + legendRows * 22 + 10;
        bottom = height - MARGIN - (curve.xLabel().isEmpty() ? 0 : 26) - 20;
    }

    void draw(Sketch sketch) {
        String title = Words.fitted(curve.title(), Fonts.bold(TITLE), width - 2 * MARGIN);
        sketch.text(title, TITLE, true, Ink.TEXT, MARGIN, MARGIN + 9, 0, false);
        legend(sketch);
        grid(sketch);
        for (int i = 0; i < lines.size(); i++) {
            Series line = lines.get(i);
            double[] x = new double[line.x().length];
            double[] y = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                x[k] = column(line.x()[k]);
                y[k] = row(line.y()[k]);
            }
            sketch.path(x, y, color(i), thickness(line.look()), line.look() == Series.Look.DASHED);
            if (line.isMarked()) {
                dots(sketch, x, y, color(i));
            }
        }
    }

    /** Lone points are drawn as dots. */
    private static void dots(Sketch sketch, double[] x, double[] y, Color color) {
        for (int k = 0; k < x.length; k++) {
            sketch.path(new double[] {x[k]}, new double[] {y[k]}, color, DOT, false);
        }
    }

    /**
     * Draws the legend, or only counts its rows where there is nothing to draw on. Lines without a name are not in it,
     * and a picture too small for all names shows the first ones.
     */
    private int legend(@Nullable Sketch sketch) {
        double x = MARGIN;
        double y = MARGIN + (curve.title().isEmpty() ? 0 : 30) + 8;
        int rows = 0;
        for (int i = 0; i < lines.size(); i++) {
            String name = Words.fitted(lines.get(i).name(), Fonts.regular(WORDS), width - 2 * MARGIN - SAMPLE - 8);
            if (name.isEmpty()) {
                continue;
            }
            double room = SAMPLE + 8 + Words.width(name, Fonts.regular(WORDS));
            if (rows == 0) {
                rows = 1;
            } else if (x + room > width - MARGIN) {
                if (22 * (rows + 1) > 0.3 * height) {
                    break;
                }
                x = MARGIN;
                y += 22;
                rows++;
            }
            if (sketch != null) {
                Series.Look look = lines.get(i).look();
                double thick = look == Series.Look.FAINT ? 2 : thickness(look);
                sketch.path(
                        new double[] {x, x + SAMPLE}, new double[] {y, y}, color(i), thick, look == Series.Look.DASHED);
                sketch.text(name, WORDS, false, Ink.TEXT, x + SAMPLE + 8, y, 0, false);
            }
            x += room + 26;
        }
        return rows;
    }

    private void grid(Sketch sketch) {
        for (Axis.Mark mark : xAxis.marks()) {
            double x = column(mark.value());
            sketch.line(x, top, x, bottom, mark.text().isEmpty() ? MINOR : Ink.GRID, 1);
        }
        for (Axis.Mark mark : yAxis.marks()) {
            double y = row(mark.value());
            sketch.line(left, y, right, y, mark.text().isEmpty() ? MINOR : Ink.GRID, 1);
            sketch.text(mark.text(), NUMBERS, false, Ink.MUTED, left - 10, y, 1, false);
        }
        for (Axis.Mark mark : xAxis.marks()) {
            double half = Words.width(mark.text(), Fonts.regular(NUMBERS)) / 2;
            double x = Math.min(column(mark.value()), width - 6 - half);
            sketch.text(mark.text(), NUMBERS, false, Ink.MUTED, x, bottom + 16, 0.5, false);
        }
        sketch.line(left, bottom, right, bottom, Ink.EDGE, 1.2);
        double bottomWords = height - MARGIN - 5;
        sketch.text(curve.xLabel(), WORDS, false, Ink.TEXT, (left + right) / 2, bottomWords, 0.5, false);
        sketch.text(curve.yLabel(), WORDS, false, Ink.TEXT, MARGIN + 6, (top + bottom) / 2, 0.5, true);
    }

    private double column(double x) {
        return left + (right - left) * xAxis.at(x);
    }

    private double row(double y) {
        return bottom - (bottom - top) * yAxis.at(y);
    }

    private Color color(int line) {
        Color color = Ink.SERIES.get(line % Ink.SERIES.size());
        return lines.get(line).look() == Series.Look.FAINT
                ? new Color(color.getRed(), color.getGreen(), color.getBlue(), FAINT_ALPHA)
                : color;
    }

    private static double thickness(Series.Look look) {
        return switch (look) {
            case FAINT -> 0.8;
            case PLAIN -> 1.8;
            case BOLD -> 2.6;
            case DASHED -> 1.6;
        };
    }

    private static double[] bounds(List<Series> lines, boolean horizontal) {
        double[] bounds = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Series line : lines) {
            for (double value : horizontal ? line.x() : line.y()) {
                if (!Double.isNaN(value)) {
                    bounds[0] = Math.min(bounds[0], value);
                    bounds[1] = Math.max(bounds[1], value);
                }
            }
        }
        return bounds;
    }
}
