// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

/**
 * What a share of PyTorch's time or memory is to be at most; NaN for no goal.
 *
 * @param plain of the program that changes nothing
 * @param best of the best variant
 */
record Goal(double plain, double best) {
    /** The goal of a row. */
    static Goal of(Row row) {
        if (row.unit().equals("mib")) {
            return new Goal(1, 1);
        }
        if (row.system().equals(Subject.MAT.toString())) {
            return new Goal(0.8, Double.NaN);
        }
        if (row.what().startsWith("start to first picture")) {
            return new Goal(0.5, Double.NaN);
        }
        boolean isStep = row.what().endsWith(" step") || row.what().endsWith(" step" + ImageTables.IN_FLOAT32);
        return isStep ? new Goal(0.5, 0.8) : new Goal(Double.NaN, Double.NaN);
    }

    /** That which the row's peer is held against. */
    double against(Row row) {
        return row.isPlain() ? plain : best;
    }
}
