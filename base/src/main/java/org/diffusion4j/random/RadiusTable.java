// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

/**
 * {@code sqrt(-2 ln u)} of {@code u = (x + 1/2) / 2^32} for a random word x, read as an unsigned number: a table of polynomials in place of a logarithm and
 * a root, which cost three times as much. The relative error is below 1e-11.
 *
 * <p>The function is singular at both ends of the unit interval. So u of the lower half and 1 - u of the upper one are
 * taken apart into octaves, each half as long as the one before, and each octave into {@link #PARTS} parts of equal length. In a
 * part stands the polynomial of degree 7 through the function at Chebyshev's eight points.
 */
final class RadiusTable {
    private static final int PARTS = 8;
    private static final int PART_BITS = 3;
    private static final int OCTAVES = 32;
    /** Of a part: 64 bytes of them. */
    private static final int TERMS = 8;

    /** Of the upper half of the unit interval: what of the index its parts have beside those of the lower half. */
    private static final int UPPER = OCTAVES * PARTS;

    private static final double[] POINTS = points();

    private static final double[] TABLE = table();

    private RadiusTable() {}

    /** The radius of a random word, 0 to 6.76. */
    static double radius(int x) {
        int half = x >> 31; // all ones in the upper half of the unit interval
        int odd = (x ^ half) << 1 | 1; // 2^33 times u or 1 - u
        int octave = Integer.numberOfLeadingZeros(odd); // 31 at most, as the mask below tells the compiler
        int first = odd << octave; // the first bit is one
        int part =
                ((octave & (OCTAVES - 1)) << PART_BITS) + (first >>> (31 - PART_BITS) & (PARTS - 1)) + (half & UPPER);
        double d = first << (1 + PART_BITS) ^ Integer.MIN_VALUE; // from the middle of the part
        int at = TERMS * part;
        double d2 = d * d;
        double d4 = d2 * d2; // in pairs, and pairs of pairs, which a processor computes side by side
        double low = TABLE[at] + d * TABLE[at + 1] + d2 * (TABLE[at + 2] + d * TABLE[at + 3]);
        double high = TABLE[at + 4] + d * TABLE[at + 5] + d2 * (TABLE[at + 6] + d * TABLE[at + 7]);
        return low + d4 * high;
    }

    /** Chebyshev's points {@code cos(pi (2 j + 1) / (2 TERMS))}. */
    private static double[] points() {
        double[] points = new double[TERMS];
        for (int j = 0; j < TERMS; j++) {
            points[j] = PortableMath.sin(Math.PI * (TERMS - 1 - 2 * j) / (2 * TERMS));
        }
        return points;
    }

    private static double[] table() {
        double[] table = new double[2 * UPPER * TERMS];
        double[] values = new double[TERMS];
        for (int part = 0; part < UPPER; part++) {
            double octave = PortableMath.power(-2 - part / PARTS); // its lower end
            double middle = octave * (1 + (part % PARTS + 0.5) / PARTS);
            double reach = octave / PARTS / 2;
            for (int half = 0; half < 2; half++) {
                for (int j = 0; j < TERMS; j++) {
                    double p = middle + reach * POINTS[j];
                    values[j] = Math.sqrt(-2 * (half == 0 ? PortableMath.log(p) : PortableMath.log1m(p)));
                }
                double[] terms = polynomial(values);
                for (int j = 0; j < TERMS; j++) {
                    table[(half * UPPER + part) * TERMS + j] = terms[j] * PortableMath.power(-31 * j);
                }
            }
        }
        return table;
    }

    /** The terms of the polynomial through these values at {@link #POINTS}, by Newton's divided differences. */
    private static double[] polynomial(double[] values) {
        double[] differences = values.clone();
        for (int order = 1; order < TERMS; order++) {
            for (int i = TERMS - 1; i >= order; i--) {
                differences[i] = (differences[i] - differences[i - 1]) / (POINTS[i] - POINTS[i - order]);
            }
        }
        double[] terms = new double[TERMS];
        for (int i = TERMS - 1; i >= 0; i--) {
            for (int j = TERMS - 1; j > 0; j--) {
                terms[j] = terms[j - 1] - POINTS[i] * terms[j];
            }
            terms[0] = differences[i] - POINTS[i] * terms[0];
        }
        return terms;
    }
}
