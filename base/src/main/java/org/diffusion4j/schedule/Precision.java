// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The arithmetic in which the tables of a schedule are built. {@link #FLOAT32} gives the tables of the diffusers
 * library: 1 - abar of its first step differs by up to 3e-4 (relative) from {@link #DOUBLE}.
 */
public enum Precision {
    /** Double from end to end. */
    @JsonProperty("double")
    DOUBLE {
        @Override
        public double round(double exact) {
            return exact;
        }

        @Override
        double multiplyAdd(double a, double b, double c) {
            return a * b + c;
        }
    },

    /** Every table entry, and every operation between table entries, is rounded to float32. */
    @JsonProperty("float32")
    FLOAT32 {
        @Override
        public double round(double exact) {
            return (float) exact;
        }

        @Override
        double multiplyAdd(double a, double b, double c) {
            return Math.fma((float) a, (float) b, (float) c);
        }
    };

    /**
     * To the precision of a table entry. Rounding the double result of one +, -, *, / or square root of two float32
     * values is the same as doing that operation in float32, since double has more than twice the digits.
     */
    public abstract double round(double exact);

    /** a * b + c; in float32 with a single rounding. */
    abstract double multiplyAdd(double a, double b, double c);

    /** n evenly spaced values from start to end, both included; each half is counted from its own end. n = 1: start. */
    double[] ramp(double start, double end, int n) {
        double first = round(start);
        double last = round(end);
        double step = n > 1 ? round(round(last - first) / (n - 1)) : 0;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            boolean firstHalf = i < n / 2 || n == 1;
            values[i] = firstHalf ? multiplyAdd(step, i, first) : multiplyAdd(-step, n - 1 - i, last);
        }
        return values;
    }

    /** values[from], values[from] * values[from + 1], ...; ones before. The running product is a double in both. */
    double[] cumulativeProduct(double[] values, int from) {
        double[] products = new double[values.length];
        double product = 1;
        for (int i = 0; i < values.length; i++) {
            product = i < from ? 1 : product * values[i];
            products[i] = round(product);
        }
        return products;
    }
}
