// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import java.util.OptionalDouble;

/** The mean loss since it was last taken: one batch's loss says too little to compare saved states by. */
final class MeanLoss {
    private double sum;
    private long count;

    void add(double value) {
        sum += value;
        count++;
    }

    /** The mean, after which counting starts anew; empty if nothing was added. */
    OptionalDouble takeMean() {
        OptionalDouble mean = count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
        sum = 0;
        count = 0;
        return mean;
    }
}
