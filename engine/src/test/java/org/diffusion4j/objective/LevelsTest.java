// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Network;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objectives over continuous noise levels: EDM and flow matching. */
class LevelsTest {
    private static final float[] X0 = {0.5f, -0.25f};
    private static final float[] NOISE = {-1, 2};
    private static final Network ZERO = (x, time, condition) -> torch.zeros_like(x);

    private static double edm(Network network, double... sigmas) {
        EdmDenoising objective = new EdmDenoising(
                EdmConfig.defaults(), new Parameterization.Edm(0.5, 1), Conditioning.NONE, Devices.of("cpu"));
        try (PointerScope scope = new PointerScope()) {
            return objective
                    .loss(network, X0, sigmas, NOISE, Condition.NONE, 2, 1)
                    .item_double();
        }
    }

    private static double flow(Network network, double... levels) {
        FlowMatching objective = new FlowMatching(FlowConfig.defaults(), 1000, Conditioning.NONE, Devices.of("cpu"));
        try (PointerScope scope = new PointerScope()) {
            return objective
                    .loss(network, X0, levels, NOISE, Condition.NONE, 2, 1)
                    .item_double();
        }
    }

    @Test
    void edmsLossIsTheWeightedErrorOfTheDenoiser() {
        // a network that says 0 denoises x to c_skip x
        Parameterization.Edm edm = new Parameterization.Edm(0.5, 1);
        double expected = 0;
        double[] sigmas = {0.5, 3};
        for (int row = 0; row < 2; row++) {
            double x = X0[row] + sigmas[row] * NOISE[row];
            double error = edm.skip(sigmas[row]) * x - X0[row];
            expected += edm.lossWeight(sigmas[row]) * error * error / 2;
        }
        assertThat(edm(ZERO, sigmas)).isCloseTo(expected, within(1e-5));
    }

    @Test
    void edmScalesItsInputToUnitVarianceAndTellsTheLogarithmOfTheLevel() {
        edm(
                (x, time, condition) -> {
                    assertThat(Tensors.floats(time))
                            .containsExactly((float) (Math.log(0.5) / 4), (float) (Math.log(3) / 4));
                    // x = 0, and 0.5 - 0.25 + 6 ... by 1/sqrt(sigma² + 0.25)
                    assertThat(Tensors.floats(x)[0]).isCloseTo(0, within(1e-6f));
                    assertThat(Tensors.floats(x)[1]).isCloseTo((float) (5.75 / Math.sqrt(9.25)), within(1e-6f));
                    return x;
                },
                0.5,
                3);
    }

    @ParameterizedTest
    @CsvSource({"epsilon, 1", "velocity, -1"})
    void edmTrainsTheSignThatItSamples(String prediction, int sign) {
        Recipe recipe = Recipe.of("cifar10-edm", List.of("prediction=" + prediction, "sample.steps=5"));
        // of the networks with this sign of the output, the one that denoises everything to 0.25
        Parameterization.Edm edm = new Parameterization.Edm(0.5, sign);
        Network knowing = (input, time, condition) -> {
            double sigma = Math.exp(4 * time.view(-1).get(0).item_double());
            Tensor x = Tensors.times(input, 1 / edm.inputScale(sigma));
            return Tensors.times(Tensors.times(x, -edm.skip(sigma)).add(Tensors.scalar(0.25)), 1 / edm.out(sigma));
        };
        Objective objective =
                recipe.objective().create(recipe.schedule(), recipe.prediction(), Conditioning.NONE, Devices.of("cpu"));
        assertThat(objective).isInstanceOf(EdmDenoising.class);
        try (PointerScope scope = new PointerScope()) {
            float[] x0 = {0.25f, 0.25f};
            Tensor loss = ((EdmDenoising) objective).loss(knowing, x0, new double[] {1.5}, NOISE, Condition.NONE, 1, 2);
            assertThat(loss.item_double()).isCloseTo(0, within(1e-10));

            Sampler sampler = recipe.sample().create(recipe.schedule().create(), recipe.prediction());
            ImageNoise noise = new ImageNoise(1, 0, 1);
            Tensor end = Sampling.run(
                    sampler,
                    (x, time) -> knowing.forward(
                            Tensors.toFloat(x), Tensors.of(new float[] {(float) time}, 1), Condition.NONE),
                    noise.start(1, 2),
                    noise,
                    (done, x) -> {},
                    new StopSignal());
            for (float value : Tensors.floats(end)) {
                assertThat(value).isCloseTo(0.25f, within(1e-4f));
            }
        }
    }

    @Test
    void flowLearnsTheSlopeOfTheStraightPath() {
        // the slopes are -1.5 and 2.25
        assertThat(flow(ZERO, 0.2, 0.7)).isCloseTo((2.25 + 5.0625) / 2, within(1e-6));
        flow(
                (x, time, condition) -> {
                    assertThat(Tensors.floats(time)).containsExactly(200, 700);
                    assertThat(Tensors.floats(x)).containsExactly(new float[] {0.2f, 1.325f}, within(1e-6f));
                    return x;
                },
                0.2,
                0.7);
    }

    @ParameterizedTest
    @CsvSource({
        "UNIFORM,      0, 0.3, 0.3",
        "LOGIT_NORMAL, 0, 0.3, 0.5",
        "LOGIT_NORMAL, 1, 0.3, 0.7310585786", // 1/(1 + 1/e)
        "MODE,         0, 0,   1",
        "MODE,         0, 1,   0",
        "MODE,         0, 0.5, 0.5"
    })
    void levelsAreDrawnAsTheRecipeSays(FlowTimes times, double normal, double uniform, double level) {
        assertThat(times.level(FlowConfig.defaults(), normal, uniform)).isCloseTo(level, within(1e-9));
    }

    @Test
    void levelsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new EdmConfig(0, -1.2, 1.2, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "edm was given sigmaData 0.0, logMean -1.2 and logDeviation 1.2; the first and last must be above 0. Usual are 0.5, -1.2 and 1.2.");
        assertThatThrownBy(() -> new FlowConfig(FlowTimes.MODE, 0, 1, 2, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "flow was given the mean 0.0, the deviation 1.0 and the modeScale 2.0; the second must be above 0, the last lie in -1 to 1.75. Usual are 0, 1 and 1.29.");
    }
}
