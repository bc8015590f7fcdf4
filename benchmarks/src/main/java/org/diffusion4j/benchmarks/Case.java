// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A program that is measured.
 *
 * @param who for the table
 * @param isPlain whether it is what a user of PyTorch has who changes nothing
 * @param window measures for a moment and gives milliseconds
 */
record Case(String who, boolean isPlain, DoubleSupplier window) {
    static final String OURS = "diffusion4j";

    static Case ours(DoubleSupplier window) {
        return ours(OURS, window);
    }

    /** One of several of ours. */
    static Case ours(String who, DoubleSupplier window) {
        return new Case(who, false, window);
    }

    /** Lets the programs take turns, so that none has a better minute; a first round warms up and is not counted. */
    static List<Series> inTurns(List<Case> cases, int rounds) {
        List<double[]> values = new ArrayList<>();
        cases.forEach(one -> values.add(new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                double value = cases.get(i).window().getAsDouble();
                if (round >= 0) {
                    values.get(i)[round] = value;
                }
            }
        }
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            all.add(new Series(cases.get(i).who(), cases.get(i).isPlain(), values.get(i)));
        }
        return all;
    }
}
