// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/**
 * The order of each step of a multistep method: as high as asked for and as outputs are known, lower at the end, where
 * few steps make high orders unstable (Lu et al. 2022b, section 5).
 *
 * @param highest 1 to 3
 * @param lowerAtEnd true if the last two steps of a run of fewer than 15 have orders 2 and 1 at most
 * @param eulerAtEnd true if the last step has order 1 in any run
 */
public record StepOrder(int highest, boolean lowerAtEnd, boolean eulerAtEnd) {
    private static final int FEW_STEPS = 15;

    public StepOrder {
        if (highest < 1 || highest > 3) {
            throw ConfigException.naming(
                    "the %s of a multistep solver must be 1 to 3 but was %d. 2 is usual, 3 for many steps.",
                    new KeyName("order"), highest);
        }
    }

    /**
     * The order of step i of n.
     *
     * @param known how many outputs there are, this step's included
     * @param next the level that the step leads to; λ is infinite at 0, where only order 1 has a value
     */
    int at(int i, int n, int known, double next) {
        int order = Math.min(highest, known);
        boolean lowers = lowerAtEnd && n < FEW_STEPS;
        if (i == n - 1 && (eulerAtEnd || lowers || next == 0)) {
            return 1;
        }
        return i == n - 2 && lowers ? Math.min(order, 2) : order;
    }
}
