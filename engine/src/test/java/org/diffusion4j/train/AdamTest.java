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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {
    /** Algorithm 1 of Kingma and Ba with the decoupled decay of Loshchilov and Hutter, one number at a time. */
    private static void plainStep(
            double[] w, double[] g, double[] m, double[] v, int t, double rate, double beta1, Adam.Settings s) {
        for (int i = 0; i < w.length; i++) {
            w[i] -= rate * s.weightDecay() * w[i];
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = s.beta2() * v[i] + (1 - s.beta2()) * g[i] * g[i];
            double unbiasedM = m[i] / (1 - Math.pow(beta1, t));
            double unbiasedV = v[i] / (1 - Math.pow(s.beta2(), t));
            w[i] -= rate * unbiasedM / (Math.sqrt(unbiasedV) + s.epsilon());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0.1, false", "0, true", "0.01, true"})
    void fiveStepsAreThoseOfThePlainFormula(double weightDecay, boolean movesBeta1) {
        Adam.Settings settings = new Adam.Settings(0.9, 0.999, 1e-8, weightDecay);
        double[] w = SmallVector.START.clone();
        double[] m = new double[5];
        double[] v = new double[5];
        try (Parameters.Built<Linear> built = SmallVector.build();
                Adam adam = new Adam(built.parameters(), settings)) {
            RandomStream draws = RandomStream.of(7, "gradients");
            for (int step = 0; step < 5; step++) {
                double[] g = new double[5];
                draws.fillNormal(g, 0, 5);
                double rate = 0.01 * (step + 1);
                double beta1 = movesBeta1 ? 0.95 - 0.02 * step : 0.9;
                SmallVector.put(built.parameters().gradients(), g);
                adam.step(step, rate, beta1);
                plainStep(w, g, m, v, step + 1, rate, beta1, settings);
            }
            assertThat(Tensors.doubles(built.parameters().values())).containsExactly(w, within(2e-6));
            assertThat(Tensors.doubles(adam.firstMoment())).containsExactly(m, within(1e-6));
            assertThat(Tensors.doubles(adam.secondMoment())).containsExactly(v, within(1e-6));
        }
    }

    @Test
    void stepsAndClosingLeaveNoNativePointer() {
        try (Parameters.Built<Linear> built = SmallVector.build()) {
            long left = NativePointers.leftBy(() -> {
                try (Adam adam = new Adam(built.parameters(), Adam.Settings.ADAM)) {
                    long leftBySteps = NativePointers.leftBy(() -> steps(adam));
                    assertThat(leftBySteps).isZero();
                }
            });
            assertThat(left).isZero();
        }
    }

    private static void steps(Adam adam) {
        for (int step = 0; step < 20; step++) {
            adam.step(step, 1e-3 / (step + 1), 0.9);
        }
    }

    @Test
    void constantsOutOfRangeAreRefusedInASentence() {
        assertThatThrownBy(() -> new Adam.Settings(1, 0.999, 1e-8, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("beta1 must lie in [0, 1) but was 1.0. The usual values are 0.9 and 0.999.");
        assertThatThrownBy(() -> new Adam.Settings(0.9, Double.NaN, 1e-8, 0))
                .hasMessageStartingWith("beta2 must lie in [0, 1) but was NaN.");
        assertThatThrownBy(() -> new Adam.Settings(0.9, 0.999, 0, 0))
                .hasMessage("epsilon must be above 0 but was 0.0. The usual value is 1e-8.");
        assertThatThrownBy(() -> new Adam.Settings(0.9, 0.999, 1e-8, -1))
                .hasMessage("weightDecay must be 0 or more but was -1.0. AdamW's usual value is 0.01.");
    }
}
