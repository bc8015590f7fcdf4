// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class EmaTest {
    @Test
    void theAverageIsThatOfThePlainFormulaFromTheFirstWeights() {
        try (Parameters.Built<Linear> built = SmallVector.build();
                Ema ema = new Ema(built.parameters(), 0.9)) {
            double[] average = SmallVector.START.clone();
            RandomStream draws = RandomStream.of(7, "weights");
            for (int step = 0; step < 5; step++) {
                double[] w = new double[5];
                draws.fillNormal(w, 0, 5);
                SmallVector.put(built.parameters().values(), w);
                ema.update(step);
                for (int i = 0; i < 5; i++) {
                    average[i] = 0.9 * average[i] + 0.1 * w[i];
                }
            }
            assertThat(Tensors.doubles(ema.average())).containsExactly(average, within(1e-6));
        }
    }

    @Test
    void closingFreesTheAverage() {
        try (Parameters.Built<Linear> built = SmallVector.build()) {
            long left = NativePointers.leftBy(() -> {
                try (Ema ema = new Ema(built.parameters(), 0.5)) {
                    ema.update(0); // the first time makes a constant that the process keeps
                }
            });
            assertThat(left).isZero();
        }
    }

    @Test
    void aDecayOutOfRangeIsRefusedInASentence() {
        try (Parameters.Built<Linear> built = SmallVector.build()) {
            assertThatThrownBy(() -> new Ema(built.parameters(), 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "emaDecay must lie in [0, 1) but was 1.0. The usual value is 0.999; leave it out for no average.");
        }
    }
}
