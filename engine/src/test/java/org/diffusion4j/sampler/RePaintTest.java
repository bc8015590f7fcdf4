// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class RePaintTest {
    private static final NoiseSchedule SCHEDULE =
            ScheduleConfig.linear(1e-4, 0.02, 1000).create();

    @Test
    void theWalkGoesBackByJumpsUntilTheirBudgetIsSpent() {
        // one jump, from 0: the next place for one would be 2, which is not below 4 - 2
        assertThat(RePaint.walk(4, 10, 2, 2)).containsExactly(30, 20, 10, 0, 10, 20, 10, 0);
        assertThat(RePaint.walk(3, 1, 2, 1)).containsExactly(2, 1, 0);
    }

    @Test
    void theKnownPartIsReturnedAndTheHoleIsFilledByTheModel() {
        try (PointerScope scope = new PointerScope()) {
            Tensor picture = Tensors.of(new double[] {0.5, -0.5, 0.25, 0.9}, 1, 1, 2, 2);
            Tensor known = Tensors.of(new double[] {1, 1, 0, 1}, 1, 1, 2, 2);
            RePaint sampler = new RePaint(SCHEDULE, picture, known, RePaint.walk(10, 100, 3, 2), 100, 0.5, Clip.to(1));
            ImageNoise noise = new ImageNoise(1, 0, 1);
            // a model of pictures that are 0.7 everywhere
            Denoiser model = (x, time) -> Tensors.times(
                    Tensors.plus(x, -0.7 * SCHEDULE.sqrtAlphaBar((int) time)),
                    1 / SCHEDULE.sqrtOneMinusAlphaBar((int) time));
            try (Tensor end = Sampling.run(
                    sampler, model, noise.start(1, 2, 2), noise, Sampling.Watcher.NONE, new StopSignal())) {
                assertThat(Tensors.doubles(end))
                        .usingComparatorWithPrecision(1e-9)
                        .containsExactly(0.5, -0.5, 0.7, 0.9);
            }
            assertThat(sampler.evaluations()).isEqualTo(10 + 3 * 3);
            assertThat(sampler.time(sampler.evaluations() - 1)).isZero();
            assertThatThrownBy(() -> sampler.time(19))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "the walk has 19 evaluations but number 19 was asked for, counted from 0. Stop after the last one.");
        }
    }

    @Test
    void impossibleWalksAreSaidInASentence() {
        assertThatThrownBy(() -> RePaint.walk(0, 1, 1, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "steps, stride, jump length and jump samples must be at least 1 but were 0, 1, 1 and 1.");
        try (PointerScope scope = new PointerScope()) {
            Tensor one = Tensors.of(new double[1], 1, 1, 1, 1);
            assertThatThrownBy(() -> new RePaint(SCHEDULE, one, one, List.of(0), 1, 2, Clip.NONE))
                    .hasMessage("eta must lie in [0, 1] but was 2.0. The paper's samples have 0 or 1.");
        }
    }
}
