// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.PointerScope;
import org.diffusion4j.model.Model;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class NoiseShareTest {
    @Test
    void onlyTheTimeInsideADrawIsCounted() {
        AtomicLong clock = new AtomicLong();
        Noise takesThree = (evaluation, draw, like) -> {
            clock.addAndGet(3);
            return like;
        };
        TimedNoise timed = new TimedNoise(takesThree, clock::get);
        try (PointerScope scope = new PointerScope()) {
            for (int e = 0; e < 5; e++) {
                clock.addAndGet(100);
                timed.unit(e, 0, Tensors.of(new float[] {1}, 1));
            }
        }
        assertThat(timed.nanos()).isEqualTo(15);
    }

    @Test
    void bothSharesAreAPartOfTheStep() {
        try (TrainingSteps training = new TrainingSteps(Subject.SPIRAL);
                Model model = Model.open("spiral", "cpu");
                Model other = Model.open("spiral", "cpu")) {
            assertThat(NoiseShare.ofTraining(training, 300)).isBetween(0.01, 50.0);
            assertThat(NoiseShare.ofSampling(List.of(model, other), 64, 1)).isBetween(0.01, 50.0);
            assertThat(NoiseShare.ofSamplingAhead(model, 64, 1)).isBetween(0.01, 50.0);
        }
    }
}
