// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ScheduleConfigTest {
    private static void refused(String message, Runnable making) {
        assertThatThrownBy(making::run).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @Test
    void valuesOutOfRangeAreAnsweredWithASentence() {
        ScheduleConfig d = ScheduleConfig.defaults();
        refused("schedule.steps is 1000001. It must be at most 1000000; 1000 is usual.", () -> d.withSteps(1_000_001));
        refused("schedule.steps is 0. It must be 1 or more; 1000 is usual.", () -> d.withSteps(0));
        refused("schedule.betaStart is 0.0. It must lie in (0, 1); 0.0001 is usual.", () -> d.withBetaRange(0, 0.02));
        refused(
                "schedule.betaEnd is 1.0E-5. It must lie in [betaStart, 1), and betaStart is 1.0E-4; 0.02 is usual.",
                () -> d.withBetaRange(1e-4, 1e-5));
        refused("schedule.s is -1.0. It must lie in [0, 1); 0.008 is usual.", () -> with(-1, 0.999, List.of()));
        refused(
                "schedule.maxBeta is NaN. It must lie in (0, 1]; 0.999 is usual.",
                () -> with(0.008, Double.NaN, List.of()));
        refused(
                "schedule.betas has 1 values for a schedule of kind linear with steps 1000. A trained schedule needs one"
                        + " for each step, a cosine schedule has as many or none, and the other kinds have none; correct the list, steps or kind.",
                () -> with(0.008, 0.999, List.of(0.1)));
        refused(
                "schedule.betas has 0 values for a schedule of kind trained with steps 1000. A trained schedule needs one"
                        + " for each step, a cosine schedule has as many or none, and the other kinds have none; correct the list, steps or kind.",
                () -> d.withKind(BetaSchedule.TRAINED));
        refused(
                "schedule.betas has 2 values for a schedule of kind cosine with steps 3. A trained schedule needs one"
                        + " for each step, a cosine schedule has as many or none, and the other kinds have none; correct the list, steps or kind.",
                () -> ScheduleConfig.trained(BetaSchedule.COSINE, List.of(0.1, 0.2))
                        .withSteps(3));
    }

    @Test
    void aCosineMayHaveAListInPlaceOfItsOwnBetas() {
        NoiseSchedule schedule =
                ScheduleConfig.trained(BetaSchedule.COSINE, List.of(0.1, 0.2)).create();
        assertThat(schedule.betas()).containsExactly(0.1, 0.2);
        assertThat(schedule.kind()).contains(BetaSchedule.COSINE);
    }

    private static ScheduleConfig with(double s, double maxBeta, List<Double> betas) {
        return new ScheduleConfig(
                BetaSchedule.LINEAR, 1000, 1e-4, 0.02, s, maxBeta, betas, TerminalSnr.AS_IS, Precision.DOUBLE);
    }

    @Test
    void aTrainedScheduleHasItsOwnBetas() {
        NoiseSchedule schedule = ScheduleConfig.trained(List.of(0.1, 0.3, 0.5)).create();
        assertThat(schedule.betas()).containsExactly(0.1, 0.3, 0.5);
    }

    @Test
    void oneStepIsEnough() {
        assertThat(ScheduleConfig.linear(0.1, 0.5, 1).create().betas()).containsExactly(0.1);
    }

    @Test
    void aConfigurationSurvivesItsJson() {
        JsonMapper json = new JsonMapper();
        ScheduleConfig config = ScheduleConfig.cosine(100)
                .withTerminalSnr(TerminalSnr.ALMOST_ZERO)
                .withPrecision(Precision.FLOAT32);
        String text = json.writeValueAsString(config);
        assertThat(text)
                .contains("\"kind\":\"cosine\"", "\"terminalSnr\":\"almost_zero\"", "\"precision\":\"float32\"");
        assertThat(json.readValue(text, ScheduleConfig.class)).isEqualTo(config);
    }

    @Test
    void aLinearBlendRefusesLevelsAndSizesThatDoNotExist() {
        refused(
                "The linear blend was given 0 steps. It needs 1 or more; 16 is the seed's number.",
                () -> new LinearBlend(0));
        refused(
                "Level 17 is not in a linear blend of 16 steps. Levels run from 0 (noise) to 16 (clean); use one of them.",
                () -> new LinearBlend(16).noiseShare(17));
        assertThat(new LinearBlend(3).timeBar()).startsWith(1.0).endsWith(0.0).hasSize(4);
    }
}
