// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis, and how they are written: all with the same number of decimals, with a real minus. */
final class Ticks {
    private final List<Double> values;
    private final double step;

    private Ticks(List<Double> values, double step) {
        this.values = values;
        this.step = step;
    }

    /** The multiples of the smallest step 1, 2 or 5 times a power of ten that gives at most {@code most} of them. */
    static Ticks of(Range range, int most) {
        double power = Math.pow(10, Math.floor(Math.log10((range.max() - range.min()) / most)));
        for (double factor : new double[] {1, 2, 5, 10, 20}) {
            double step = factor * power;
            List<Double> values = multiples(range, step);
            if (values.size() <= most) {
                return new Ticks(values, step);
            }
        }
        throw new IllegalStateException("steps of twenty times the power leave at most a tenth of the multiples");
    }

    private static List<Double> multiples(Range range, double step) {
        // A limit such as 0.3 is a multiple of 0.1 to a person, though not in binary.
        double slack = 1e-9;
        List<Double> values = new ArrayList<>();
        double last = Math.floor(range.max() / step + slack);
        for (double k = Math.ceil(range.min() / step - slack); k <= last; k++) {
            values.add(k * step + 0.0);
        }
        return values;
    }

    List<Double> values() {
        return values;
    }

    String label(double value) {
        int exponent = (int) Math.floor(Math.log10(step) + 1e-9);
        double largest = 0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        if (value == 0) {
            return "0";
        }
        String text;
        if (largest >= 1e6 || largest < 1e-3) {
            int digits = Math.max(0, (int) Math.floor(Math.log10(largest) + 1e-9) - exponent);
            text = String.format(Locale.ROOT, "%." + digits + "e", value).replaceFirst("e([+-])0*", "e$1");
            text = text.replace("e+", "e");
        } else {
            text = String.format(Locale.ROOT, "%,." + Math.max(0, -exponent) + "f", value);
        }
        return text.replace('-', '\u2212');
    }
}
