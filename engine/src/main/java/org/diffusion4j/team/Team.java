// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.StopSignal;

/**
 * Processes that train one network together, this one among them. Each learns a share of the rows of every batch; all
 * call the same methods in the same order, and after each call all hold the same numbers, bit for bit.
 *
 * @see Alone
 */
public interface Team extends AutoCloseable {
    /** Number of this process, 0 to {@link #size()} − 1. Number 0 leads: it keeps the run's folder. */
    int rank();

    /** How many processes there are, at least 1. */
    int size();

    /** How many of them share this machine's cores: those of one machine all, else this one alone. */
    int neighbours();

    /** How the gradients of {@code parameters} are summed; made by all, closed before the parameters. */
    GradientSum gradients(Parameters parameters);

    /** Replaces each number by the sum of all processes'. */
    void sum(Tensor numbers);

    /** Replaces each number by that of the leader. */
    void spread(Tensor numbers);

    /** The leader's answer to a question that only it is asked. */
    double agreed(DoubleSupplier leaders);

    /** Sums the loss (0-d) of a step, and hears whether anybody asked to stop: then all stop after this step. */
    void endStep(Tensor loss);

    /** Requested once all have heard of it, at the end of a step. */
    StopSignal stop();

    /** Leaves; the others must not wait for this one any more. */
    @Override
    void close();
}
