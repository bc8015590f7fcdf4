// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.network.BlendUNetConfig;
import org.diffusion4j.network.ConditionalUNetConfig;
import org.diffusion4j.network.ContextNorm;
import org.diffusion4j.network.ContextShortcut;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.NetworkConfig;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.DenoisingConfig;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.NextImage;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is always the same must be learnt by heart. */
@Tag("slow")
class OverfitTest {
    private static final int ROWS = 4;
    private static final int STEPS = 500;
    private static final int[] TIMES = {60, 170, 290, 430};
    private static final long[] SHAPE = {ROWS, 3, 16, 16};
    private static final NoiseSchedule SCHEDULE = ScheduleConfig.defaults()
            .withSteps(500)
            .withKind(BetaSchedule.SPRITES)
            .create();

    private static float[] pictures() {
        DataSource emoji = EmojiConfig.defaults().withSize(16).create(0);
        float[] x0 = new float[ROWS * emoji.itemElements()];
        for (int row = 0; row < ROWS; row++) {
            emoji.read(100 * row, x0, row * emoji.itemElements());
        }
        return x0;
    }

    private static DenoisingConfig options(ForwardForm form) {
        return RecipeReader.read(
                DenoisingConfig.class,
                RecipeSource.ofText("options", "forward: " + form.name().toLowerCase(Locale.ROOT)));
    }

    /** A loss of a network over parameters that are being trained. */
    @FunctionalInterface
    private interface Loss {
        Tensor of(Network network);
    }

    /** The loss after 500 steps of Adam, whose rate falls straight to 0. */
    private static double last(NetworkConfig config, int levels, double rate, Loss loss) {
        return Engine.withThreads(1, () -> {
            try (Parameters.Built<Network> built = Parameters.build(
                            p -> config.create(p, levels),
                            (name, rule, shape) -> rule.draw(RandomStream.of(6, name), (int) Shapes.elements(shape)),
                            Devices.of("cpu"));
                    Adam adam = new Adam(built.parameters(), Adam.Settings.ADAM)) {
                double last = Double.NaN;
                for (int step = 0; step < STEPS; step++) {
                    try (PointerScope scope = new PointerScope()) {
                        built.parameters().gradients().zero_();
                        Tensor one = loss.of(built.network().training(Dropout.NONE));
                        one.backward();
                        adam.step(step, rate * (1 - (double) step / STEPS), 0.9);
                        last = one.item_double();
                    }
                }
                return last;
            }
        });
    }

    private static float[] noise(float[] like) {
        float[] noise = new float[like.length];
        RandomStream.of(4, "noise").fillNormal(noise, 0, noise.length);
        return noise;
    }

    @ParameterizedTest
    @EnumSource
    void theSpritesNetworkLearnsFourPicturesAndTheirNoiseByHeart(ForwardForm form) {
        ContextUnetConfig config = new ContextUnetConfig(
                3, 16, 2, 16, 2, ContextShortcut.REGISTERED, ContextNorm.BATCH, ContextUnetConfig.Feeding.ON);
        float[] x0 = pictures();
        Condition context = Condition.context(2, 1, 0, 0, 1, 1, 0, 0, 1);
        Denoising objective =
                new Denoising(SCHEDULE, options(form), Prediction.EPSILON, config.conditioning(), Devices.of("cpu"));
        assertThat(last(config, 500, 3e-3, network -> objective.loss(network, x0, TIMES, noise(x0), context, SHAPE)))
                .isLessThan(1e-2);
    }

    @Test
    void theClassesNetworkLearnsFourPicturesAndTheirNoiseByHeart() {
        ConditionalUNetConfig config = new ConditionalUNetConfig(3, 16, 32, 2, false, 16);
        float[] x0 = pictures();
        Denoising objective = new Denoising(
                SCHEDULE, options(ForwardForm.ROOT), Prediction.EPSILON, config.conditioning(), Devices.of("cpu"));
        Condition labels = Condition.labels(0, 1, 0, 1);
        assertThat(last(config, 500, 3e-3, network -> objective.loss(network, x0, TIMES, noise(x0), labels, SHAPE)))
                .isLessThan(1e-2);
    }

    @Test
    void theBlendNetworkLearnsFourPicturesAndTheirNoiseByHeart() {
        BlendUNetConfig config = new BlendUNetConfig(3, 48, 48, 48, 8, 16, BlendUNetConfig.Time.SINUSOIDAL);
        float[] x0 = pictures();
        int[] levels = {2, 6, 11, 15};
        NextImage objective = new NextImage(new LinearBlend(16), Conditioning.NONE, 0, Devices.of("cpu"));
        // an absolute error is as steep near its end as far from it, and asks for small steps
        double last = last(
                config, 16, 1e-3, network -> objective.loss(network, x0, levels, noise(x0), Condition.NONE, SHAPE));
        assertThat(last).isLessThan(1e-2);
    }
}
