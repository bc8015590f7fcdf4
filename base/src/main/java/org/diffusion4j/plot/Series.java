// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.Arrays;
import org.diffusion4j.error.ShapeException;

/** One named line of a {@link Curve}. Immutable. */
public final class Series {
    /** How a line is drawn. */
    public enum Look {
        /** Thin and translucent, for values that jump, such as the loss of each batch. */
        FAINT,
        /** The usual line. */
        PLAIN,
        /** Thick, for what the reader should take home, such as a running mean. */
        BOLD,
        /** Broken, for a reference. */
        DASHED
    }

    private final String name;
    private final double[] x;
    private final double[] y;
    private final Look look;
    private final boolean isMarked;

    private Series(String name, double[] x, double[] y, Look look, boolean isMarked) {
        if (x.length != y.length) {
            throw new ShapeException(
                    "The series '%s' has %d numbers in x and %d in y. Pass as many of one as of the other."
                            .formatted(name, x.length, y.length));
        }
        this.name = name;
        this.x = x;
        this.y = y;
        this.look = look;
        this.isMarked = isMarked;
    }

    /**
     * A line through the points (x, y); both are copied. It has a gap where y is not finite.
     *
     * @param name for the legend
     */
    public static Series of(String name, double[] x, double[] y) {
        return new Series(name, x.clone(), y.clone(), Look.PLAIN, false);
    }

    /** A line through the points (0, y[0]), (1, y[1]) and so on. */
    public static Series of(String name, double[] y) {
        double[] x = new double[y.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        return new Series(name, x, y.clone(), Look.PLAIN, false);
    }

    /** The same numbers, drawn differently. */
    public Series looking(Look newLook) {
        return new Series(name, x, y, newLook, isMarked);
    }

    /** Thin and translucent. */
    public Series faint() {
        return looking(Look.FAINT);
    }

    /** With a dot at each point, for a few measured ones. */
    public Series marked() {
        return new Series(name, x, y, look, true);
    }

    /** Thick. */
    public Series bold() {
        return looking(Look.BOLD);
    }

    /** What the legend calls it. */
    public String name() {
        return name;
    }

    /** Whether each point has a dot. */
    public boolean isMarked() {
        return isMarked;
    }

    /** How it is drawn. */
    public Look look() {
        return look;
    }

    /** What can be drawn: on a logarithmic axis only numbers above 0 can. Gaps are single points with y NaN. */
    Series drawable(boolean logX, boolean logY) {
        double[] keptX = new double[x.length];
        double[] keptY = new double[y.length];
        int kept = 0;
        boolean gap = true;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || (logX && x[i] <= 0)) {
                continue;
            }
            boolean good = Double.isFinite(y[i]) && !(logY && y[i] <= 0);
            if (good || !gap) {
                keptX[kept] = x[i];
                keptY[kept++] = good ? y[i] : Double.NaN;
            }
            gap = !good;
        }
        return new Series(name, Arrays.copyOf(keptX, kept), Arrays.copyOf(keptY, kept), look, isMarked);
    }

    double[] x() {
        return x;
    }

    double[] y() {
        return y;
    }
}
