// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.run.StopSignal;

/**
 * A process that trains by itself: sums are what they were.
 *
 * @param stop heard at once
 */
public record Alone(StopSignal stop) implements Team {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int neighbours() {
        return 1;
    }

    @Override
    public GradientSum gradients(Parameters parameters) {
        return GradientSum.OWN;
    }

    @Override
    public void sum(Tensor numbers) {
        // of one
    }

    @Override
    public void spread(Tensor numbers) {
        // to nobody
    }

    @Override
    public double agreed(DoubleSupplier leaders) {
        return leaders.getAsDouble();
    }

    @Override
    public void endStep(Tensor loss) {
        // the signal is heard by whoever holds it
    }

    @Override
    public void close() {
        // nobody waits
    }
}
