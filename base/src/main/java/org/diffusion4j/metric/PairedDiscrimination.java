// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ShapeException;
import org.diffusion4j.run.StopSignal;

/**
 * How well a linear classifier of features tells real pictures from filled ones (Zhao et al. 2021, "Large Scale Image
 * Completion via Co-Modulated Generative Adversarial Networks", section 4). The classifier is a support vector machine
 * with squared hinge loss, C = 1, whose bias is a weight on a constant 1.
 *
 * @param unpaired U-IDS: the share of pictures that it takes for the other kind, up to ½ and higher is better
 * @param paired P-IDS: the share of pairs whose filled picture looks more real to it than the real one
 */
public record PairedDiscrimination(double unpaired, double paired) {
    /**
     * Both scores.
     *
     * @param real features, one row for each picture
     * @param filled features of the same pictures with their holes filled, in the same order
     * @throws ShapeException if the rows do not match
     */
    public static PairedDiscrimination of(double[][] real, double[][] filled) {
        return of(real, filled, new StopSignal());
    }

    /**
     * Both scores, stoppable: of some thousand features they take minutes.
     *
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    public static PairedDiscrimination of(double[][] real, double[][] filled, StopSignal stop) {
        requirePairs(real, filled);
        double[] weights = LinearSvm.train(
                real,
                filled,
                () -> stop.requireNone(
                        "Measuring was stopped while P-IDS and U-IDS were computed. Nothing was written."));
        int wrong = 0;
        int fooled = 0;
        for (int i = 0; i < real.length; i++) {
            double r = LinearSvm.decision(weights, real[i]);
            double f = LinearSvm.decision(weights, filled[i]);
            wrong += (r > 0 ? 0 : 1) + (f > 0 ? 1 : 0);
            fooled += f > r ? 1 : 0;
        }
        return new PairedDiscrimination((double) wrong / (2 * real.length), (double) fooled / real.length);
    }

    private static void requirePairs(double[][] real, double[][] filled) {
        if (real.length == 0 || real.length != filled.length) {
            throw new ShapeException("%d real and %d filled pictures make no pairs. Give as many of each, at least one."
                    .formatted(real.length, filled.length));
        }
        for (int i = 0; i < real.length; i++) {
            if (real[i].length != real[0].length || filled[i].length != real[0].length) {
                throw new ShapeException(
                        "pair %d has features of %d and %d numbers where the first has %d. Take all from one feature network."
                                .formatted(i, real[i].length, filled[i].length, real[0].length));
            }
        }
    }
}
