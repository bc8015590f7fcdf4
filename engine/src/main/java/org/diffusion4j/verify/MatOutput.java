// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

/** What MAT fixtures store of an output: all values, or some of them and statistics. */
final class MatOutput {
    /** A sum over many values may carry their errors with one sign. */
    private static final double STATISTIC_FACTOR = 10;

    private MatOutput() {}

    static void compare(Node want, double[] got, String check, Tally tally) {
        double atol = want.at("atol").number();
        double rtol = want.at("rtol").number();
        double[] values = want.at("values").numbers();
        if (!want.has("indices")) {
            tally.numbers(check, got, values, atol, rtol);
            return;
        }
        int[] indices = want.at("indices").integers();
        if (indices.length != values.length) {
            throw new FixtureException(
                    "'%s' has %d indices for %d values".formatted(want.path(), indices.length, values.length));
        }
        for (int i = 0; i < indices.length; i++) {
            boolean exists = indices[i] >= 0 && indices[i] < got.length;
            tally.number(check, indices[i], exists ? got[indices[i]] : Double.NaN, values[i], atol, rtol);
        }
        for (String statistic : new String[] {"mean", "std", "min", "max"}) {
            if (want.has(statistic)) {
                tally.number(
                        check + "." + statistic,
                        0,
                        Expected.statistic(statistic, got),
                        want.at(statistic).number(),
                        STATISTIC_FACTOR * atol,
                        rtol);
            }
        }
    }
}
