// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class BlendChainTest {
    private static final double[] X0 = {0.5, -0.25, 1, -1};
    private static final double[] NOISE = {1.5, 0.1, -2, 0.3};

    @Test
    void theExactNextPictureAtEveryLevelLeadsFromNoiseToThePictureInSixteenCalls() {
        List<Double> times = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            Tensor step = Tensors.times(Tensors.of(X0, 1, 4).sub(Tensors.of(NOISE, 1, 4)), 1.0 / 16);
            Tensor end = Sampling.run(
                    new BlendChain(new LinearBlend(16)),
                    (x, time) -> {
                        times.add(time);
                        return x.add(step);
                    },
                    Tensors.of(NOISE, 1, 4),
                    Noise.NONE,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            assertThat(Tensors.doubles(end)).containsExactly(X0, within(1e-12));
            end.close();
        }
        assertThat(times).hasSize(16).startsWith(0.0, 1.0).endsWith(15.0);
    }

    @Test
    void aRunFromTheMiddleBeginsWithTheNoiseOfItsLevel() {
        BlendChain chain = new BlendChain(new LinearBlend(16), 12);
        assertThat(chain.evaluations()).isEqualTo(4);
        assertThat(chain.time(0)).isEqualTo(12);
        try (PointerScope scope = new PointerScope()) {
            SamplerState state = chain.begin(0, Tensors.of(X0, 1, 4), Tensors.of(NOISE, 1, 4));
            // three quarters of the picture, one of the noise
            assertThat(Tensors.doubles(state.x()))
                    .containsExactly(new double[] {0.75, -0.1625, 0.25, -0.675}, within(1e-12));
        }
    }

    @Test
    void aLevelThatIsNotInTheBlendIsRefused() {
        assertThatThrownBy(() -> new BlendChain(new LinearBlend(16), 16))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a blend of 16 steps was asked to start at level 16; levels run from 0 (noise) to 15. Start at one of them.");
    }
}
