// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One axis of a {@link Chart}: from numbers to places, with round numbers to write and fine lines between them. */
final class Axis {
    private static final double SLACK = 1e-9;
    private static final String RAISED = "\u2070\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079";

    /** A number on the axis and how it is written; an empty text is a line without a number. */
    record Mark(double value, String text) {}

    private final boolean logarithmic;
    private final Range range;
    private final List<Mark> marks = new ArrayList<>();

    /** A logarithmic axis is a linear one of the decimal logarithms; {@code lowest} must be above 0 then. */
    Axis(double lowest, double highest, boolean logarithmic, double margin, int most) {
        this.logarithmic = logarithmic;
        double low = logarithmic ? Math.log10(lowest) : lowest;
        double high = logarithmic ? Math.log10(highest) : highest;
        double pad = (high - low) * margin;
        // A flat line needs a width all the same; Range.around gives it one.
        this.range = high > low ? new Range(low - pad, high + pad) : Range.around(low, high);
        if (logarithmic && range.max() - range.min() >= 0.7) {
            markDecades(most);
        } else {
            Ticks ticks = Ticks.of(logarithmic ? new Range(lift(range.min()), lift(range.max())) : range, most);
            for (double value : ticks.values()) {
                marks.add(new Mark(value, ticks.label(value)));
            }
        }
    }

    List<Mark> marks() {
        return marks;
    }

    /** Where a value lies: 0 at the beginning of the axis, 1 at its end. */
    double at(double value) {
        return (range.toUnit(logarithmic ? Math.log10(value) : value) + 1) / 2;
    }

    /** Powers of ten have numbers; where there are few, twice and five times of them too; the others only lines. */
    private void markDecades(int most) {
        double decades = range.max() - range.min();
        int first = (int) Math.floor(range.min());
        int last = (int) Math.floor(range.max());
        int skip = Math.max(1, (int) Math.ceil(decades / most));
        for (int exponent = first; exponent <= last; exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                double place = exponent + Math.log10(digit);
                if (place < range.min() - SLACK || place > range.max() + SLACK || (digit > 1 && decades > 8)) {
                    continue;
                }
                boolean power = digit == 1 && Math.floorMod(exponent, skip) == 0;
                boolean between = decades < 1.7 && (digit == 2 || digit == 5);
                marks.add(new Mark(lift(place), power || between ? text(digit, exponent) : ""));
            }
        }
    }

    private static double lift(double logarithm) {
        return Math.pow(10, logarithm);
    }

    private static String text(int digit, int exponent) {
        if (exponent >= -3 && exponent <= 5) {
            return String.format(Locale.ROOT, "%,." + Math.max(0, -exponent) + "f", digit * lift(exponent));
        }
        StringBuilder raised = new StringBuilder(digit == 1 ? "10" : digit + "\u00B710");
        raised.append(exponent < 0 ? "\u207B" : "");
        for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
            raised.append(RAISED.charAt(c - '0'));
        }
        return raised.toString();
    }
}
