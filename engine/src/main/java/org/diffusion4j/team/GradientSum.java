// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import org.bytedeco.pytorch.Tensor;

/** Replaces a network's gradients by their sum over a {@link Team}. */
public interface GradientSum extends AutoCloseable {
    /** Of one process: the gradients stay as they are. */
    GradientSum OWN = new GradientSum() {
        @Override
        public void during(Tensor loss) {
            loss.backward();
        }

        @Override
        public void now() {
            // they are the sum
        }

        @Override
        public void close() {
            // it holds nothing
        }
    };

    /** Runs the last backward pass of a step, and sums what it has finished while it goes on. */
    void during(Tensor loss);

    /** Sums the gradients as they stand. */
    void now();

    @Override
    void close();
}
