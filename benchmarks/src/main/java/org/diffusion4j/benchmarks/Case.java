// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
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

    /** A single round has no spread. */
    private static final int LEAST = 2;

    static Case ours(DoubleSupplier window) {
        return ours(OURS, window);
    }

    /** One of several of ours. */
    static Case ours(String who, DoubleSupplier window) {
        return new Case(who, false, window);
    }

    /** Lets the programs take turns, so that none has a better minute; a first round warms up and is not counted. */
    static List<Series> inTurns(List<Case> cases, int rounds) {
        return inTurns(cases, rounds, () -> false);
    }

    /** The same, ended after a round, the second one at the earliest, if {@code isLate}. */
    static List<Series> inTurns(List<Case> cases, int rounds, BooleanSupplier isLate) {
        List<double[]> values = new ArrayList<>();
        cases.forEach(one -> values.add(new double[rounds]));
        int done = 0;
        for (int round = -1; round < rounds && !(round >= LEAST && isLate.getAsBoolean()); round++) {
            for (int i = 0; i < cases.size(); i++) {
                double value = cases.get(i).window().getAsDouble();
                if (round >= 0) {
                    values.get(i)[round] = value;
                }
            }
            done = round + 1;
        }
        List<Series> all = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            all.add(new Series(cases.get(i).who(), cases.get(i).isPlain(), Arrays.copyOf(values.get(i), done)));
        }
        return all;
    }
}
