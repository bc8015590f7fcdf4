// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Posterior;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenoisingOptionsTest {
    // abar 0.64, 0.36, 0.09; signal-to-noise ratios 16/9, 9/16, 9/91
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas("hand", new double[] {0.36, 0.4375, 0.75});

    private static final float[] X0 = {0.2f, -0.4f, 0.6f, -0.8f};
    private static final float[] NOISE = {1, -2, 0.5f, 0};
    private static final Network ZERO = (x, time, condition) -> torch.zeros_like(x);

    private static DenoisingConfig options(String... overrides) {
        return RecipeReader.read(DenoisingConfig.class, RecipeSource.ofText("options", "{}"), List.of(overrides));
    }

    private static Denoising objective(Prediction prediction, String... overrides) {
        return new Denoising(SCHEDULE, options(overrides), prediction, Conditioning.NONE, Devices.of("cpu"));
    }

    /** Two rows of a picture of one channel and two pixels. */
    private static double loss(Denoising objective, Network network, int... times) {
        try (PointerScope scope = new PointerScope()) {
            return objective
                    .loss(network, X0, times, NOISE, Condition.NONE, 2, 1, 1, 2)
                    .item_double();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mse,   1,   1.3125", // (1 + 4 + 0.25 + 0) / 4
        "l1,    1,   0.875", // (1 + 2 + 0.5 + 0) / 4
        "huber, 1,   0.53125", // (0.5 + 1.5 + 0.125 + 0) / 4
        "huber, 0.5, 0.34375" // (0.375 + 0.875 + 0.125 + 0) / 4
    })
    void theDistanceIsAnOption(String distance, double delta, double expected) {
        Denoising objective = objective(Prediction.EPSILON, "distance=" + distance, "huberDelta=" + delta);
        assertThat(loss(objective, ZERO, 0, 1)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void minSnrCutsTheWeightOfRowsWithLittleNoise() {
        Denoising objective = objective(Prediction.EPSILON, "weight.kind=min-snr", "weight.gamma=1");
        // row 0 at 16/9: weight 1/(16/9); row 1 at 9/16, below the cut: weight 1
        assertThat(loss(objective, ZERO, 0, 1)).isCloseTo((2.5 * 9 / 16 + 0.125) / 2, within(1e-6));
    }

    @Test
    void p2DampsBySignalAndDependsOnThePrediction() {
        Denoising epsilon = objective(Prediction.EPSILON, "weight.kind=p2", "weight.k=1", "weight.gamma=1");
        assertThat(loss(epsilon, ZERO, 0, 1))
                .isCloseTo((2.5 * 9 / 25 + 0.125 * 16 / 25) / 2, within(1e-6)); // 1/(1 + snr)
        Denoising x0 = objective(Prediction.X0, "weight.kind=p2", "weight.k=1", "weight.gamma=1");
        assertThat(loss(x0, ZERO, 0, 1)).isCloseTo((0.1 * 16 / 25 + 0.5 * 9 / 25) / 2, within(1e-6)); // snr/(1 + snr)
    }

    @Test
    void snrMakesTheErrorOfTheCleanSampleThatOfTheNoise() {
        Denoising x0 = objective(Prediction.X0, "weight.kind=snr");
        // an estimate x0 = 0 is the noise (x - 0)/s, off by a/s x0
        assertThat(loss(x0, ZERO, 0, 1)).isCloseTo((0.1 * 16 / 9 + 0.5 * 9 / 16) / 2, within(1e-6));
    }

    /** The exact noise, and {@code v} for the variance. */
    private static Network knowing(double v) {
        return (x, time, condition) -> {
            Tensor noise = Tensors.of(NOISE, 2, 1, 1, 2);
            return torch.cat(new TensorVector(noise, Tensors.times(torch.ones_like(noise), v)), 1);
        };
    }

    @Test
    void theBoundIsZeroForTheTrueLawOfAStepAndTheDivergenceForAnother() {
        Denoising hybrid = objective(Prediction.EPSILON, "learnedVariance=true", "varianceWeight=1");
        assertThat(loss(hybrid, knowing(-1), 1, 2)).isCloseTo(0, within(1e-5));
        // with beta instead of the posterior variance q: (ln(beta/q) + q/beta - 1)/2 nats, times 3 steps
        double expected = 3 * (nats(SCHEDULE.posterior(1)) + nats(SCHEDULE.posterior(2))) / 2 / Math.log(2);
        assertThat(loss(hybrid, knowing(1), 1, 2)).isCloseTo(expected, within(1e-5));
    }

    private static double nats(Posterior step) {
        double q = step.variance();
        return (Math.log(step.beta() / q) + q / step.beta() - 1) / 2;
    }

    @Test
    void theFirstStepIsMeasuredByTheLikelihoodOfTheGreyLevel() {
        Denoising hybrid = objective(Prediction.EPSILON, "learnedVariance=true", "varianceWeight=1");
        // the exact mean, so the level spans the middle of the Gaussian; its width is that of the second step's
        // posterior
        double sigma = Math.sqrt(SCHEDULE.posterior(1).variance());
        double share = 2 * halfNormal(1 / 255.0 / sigma);
        assertThat(loss(hybrid, knowing(-1), 0, 0)).isCloseTo(-3 * Math.log(share) / Math.log(2), within(1e-3));
    }

    /** The probability of 0 to z, by Simpson's rule. */
    private static double halfNormal(double z) {
        double middle = Math.exp(-z * z / 8);
        return z / 6 * (1 + 4 * middle + Math.exp(-z * z / 2)) / Math.sqrt(2 * Math.PI);
    }

    /** A trained list may hold a step without noise. */
    @Test
    void theBoundOfAStepWithoutNoiseIsFinite() {
        NoiseSchedule still = NoiseSchedule.ofBetas("hand", new double[] {0.36, 0, 0.75});
        Denoising hybrid = new Denoising(
                still,
                options("learnedVariance=true", "varianceWeight=1"),
                Prediction.EPSILON,
                Conditioning.NONE,
                Devices.of("cpu"));
        assertThat(loss(hybrid, knowing(0.5), 1, 1)).isCloseTo(0, within(1e-5));
    }

    @Test
    void onlyTheVarianceLearnsFromTheBound() {
        try (PointerScope scope = new PointerScope()) {
            Tensor both = torch.zeros(2, 2, 1, 2).requires_grad_(true);
            objective(Prediction.EPSILON, "learnedVariance=true", "varianceWeight=1000")
                    .loss((x, time, condition) -> both, X0, new int[] {1, 2}, NOISE, Condition.NONE, 2, 1, 1, 2)
                    .backward();
            float[] gradient = Tensors.floats(both.grad());
            // of the mean squared error alone: -2 noise / 4
            assertThat(gradient[0]).isCloseTo(-0.5f, within(1e-6f));
            assertThat(gradient[1]).isCloseTo(1f, within(1e-6f));
            assertThat(Math.abs(gradient[2])).isGreaterThan(1);
        }
    }

    @Test
    void inHalfOfTheStepsTheNetworkSeesItsOwnEstimate() {
        Denoising objective = objective(Prediction.X0, "selfConditioning=true");
        Batch batch = new Batch(X0, new long[] {2, 1, 1, 2}, 0, Condition.NONE);
        int looked = 0;
        for (int step = 0; step < 40; step++) {
            List<float[]> seen = new ArrayList<>();
            Network network = (x, time, condition) -> {
                seen.add(Tensors.floats(x.narrow(1, 1, 1)));
                return Tensors.times(torch.ones_like(x.narrow(1, 0, 1)), 3);
            };
            try (PointerScope scope = new PointerScope()) {
                objective.loss(network, batch, new StepDraws(1, step));
            }
            assertThat(seen.get(0)).containsOnly(0);
            if (seen.size() == 2) {
                looked++;
                assertThat(seen.get(1)).containsOnly(1); // its estimate 3, cut to the range of pictures
            }
        }
        assertThat(looked).isBetween(10, 30);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "huberDelta=0 | the objective was given huberDelta 0.0 and varianceWeight 0.001; both must be above 0. Usual are 1 and 0.001.",
                "weight.kind=min-snr,weight.gamma=0 | gamma of min-snr must be above 0 but was 0.0. 5 is usual.",
                "weight.kind=p2,weight.k=0 | p2 was given k 0.0 and gamma 1.0; k must be above 0 and gamma 0 or more. Usual are 1 and 1.",
                "forward=seed,learnedVariance=true | objective.forward is seed, and neither a learned variance nor self-conditioning is defined for it. Use forward: root, or leave them out."
            })
    void whatCannotBeIsRefusedInASentence(String overrides, String sentence) {
        assertThatThrownBy(() -> options(overrides.split(",")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }
}
