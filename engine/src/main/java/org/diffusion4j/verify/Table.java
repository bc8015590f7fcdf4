// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** How one table of a fixture is compared with what this project computes. */
@FunctionalInterface
interface Table {
    /** Checks every number below {@code values}. */
    void check(Node values, String name, Tally tally);

    /** Two tolerances. */
    record Tolerance(double atol, double rtol) {
        /** That of the learning rates: they are functions of whole numbers, computed in double on both sides. */
        static final Tolerance OF_RATES = new Tolerance(0, 1e-6);
    }

    /** Index to number, or a plain list. */
    static Table numbers(IntToDoubleFunction got, Tolerance tolerance) {
        return rows(t -> new double[] {got.applyAsDouble(t)}, tolerance);
    }

    /** Index to a list of numbers, nested or not. */
    static Table rows(IntFunction<double[]> got, Tolerance tolerance) {
        return (values, name, tally) -> {
            if (values.json().isArray()) {
                int[] next = {0};
                values.elements().forEach(row -> row(got, next[0]++, row, name, tolerance, tally));
            } else {
                for (Map.Entry<String, Node> row : values.members().entrySet()) {
                    row(got, index(row.getKey(), values), row.getValue(), name, tolerance, tally);
                }
            }
        };
    }

    private static void row(
            IntFunction<double[]> got, int index, Node row, String name, Tolerance tolerance, Tally tally) {
        double[] want = row.numbers();
        double[] have = got.apply(index);
        if (row.json().isArray()) {
            tally.numbers(name + "." + index, have, want, tolerance.atol(), tolerance.rtol());
        } else {
            tally.number(name, index, have[0], want[0], tolerance.atol(), tolerance.rtol());
        }
    }

    /** The whole number that {@code key} is. */
    static int index(String key, Node table) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw new FixtureException("'%s' has the key '%s', which is no index".formatted(table.path(), key), e);
        }
    }
}
