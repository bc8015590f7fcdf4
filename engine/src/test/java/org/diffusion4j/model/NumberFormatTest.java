// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.junit.jupiter.api.Test;

class NumberFormatTest {
    /**
     * Of values in [-1, 1], in the root of the mean square. Rounding to 8 bits moves the network's output by about 1 %, and the first of
     * so few steps multiplies that by 1/√alphaBar.
     */
    private static final double CLOSE = 0.06;

    @Test
    void samplesInBfloat16AreThoseOfFloat32ButForItsRounding() {
        float[] exact = samples("sprites", Compute.FLOAT32);
        float[] rounded = samples("sprites", Compute.BFLOAT16);
        assertThat(rounded).hasSameSizeAs(exact);
        assertThat(distance(exact, rounded)).isPositive().isLessThan(CLOSE);
        assertThat(samples("sprites", Compute.BFLOAT16)).isEqualTo(rounded);
    }

    private static float[] samples(String name, Compute compute) {
        try (Model model = Model.open(name, "cpu", WeightChoice.AVERAGED, compute)) {
            assertThat(model.compute()).isEqualTo(compute);
            SampleConfig config =
                    model.recipe().sample().withSampler(SamplerName.DDIM).withSteps(5);
            Condition context = Prompt.rows(Prompt.all(model), 1);
            return model.sample(SampleRequest.of(config, 9, 7).conditionedOn(context))
                    .values();
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return Math.sqrt(sum / a.length);
    }

    @Test
    void whatIsForTrainingAloneIsRefused() {
        assertThatThrownBy(() -> Model.open("sprites", "cpu", WeightChoice.AVERAGED, Compute.TF32))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "compute was tf32, which is for training alone. Use float32, or bfloat16 where the processor has it.");
    }
}
