// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffusion4j.diffusers.DiffusersGrid;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Schedules, times and levels as each class of the library lays them out. */
class SchedulerGridTest {
    private static SchedulerValues values(String className, String json) {
        return Schedulers.read(new SchedulerConfig(className, new JsonMapper().readTree(json)));
    }

    private static void refused(String message, Runnable reading) {
        assertThatThrownBy(reading::run).isInstanceOf(FormatException.class).hasMessage(message);
    }

    @Test
    void everyClassHasItsOwnDefaults() {
        ScheduleConfig ddpm = DiffusersSchedule.config(values("DDPMScheduler", "{}"));
        assertThat(ddpm).isEqualTo(ScheduleConfig.defaults().withPrecision(Precision.FLOAT32));
        ScheduleConfig lcm = DiffusersSchedule.config(values("LCMScheduler", "{}"));
        assertThat(lcm.kind()).isEqualTo(BetaSchedule.SCALED_LINEAR);
        assertThat(lcm.betaEnd()).isEqualTo(0.012);
        ScheduleConfig heun = DiffusersSchedule.config(values("HeunDiscreteScheduler", "{}"));
        assertThat(heun.kind()).isEqualTo(BetaSchedule.LINEAR);
        assertThat(heun.betaStart()).isEqualTo(0.00085);
    }

    @Test
    void stepsWithTooLittleSignalAreCutOffForDpmSolverOnly() {
        String json = "{\"lambda_min_clipped\": -3.0}";
        SchedulerValues file = values("DPMSolverMultistepScheduler", json);
        NoiseSchedule schedule = DiffusersSchedule.create(file);
        TimeGrid grid = new DiffusersGrid(file, schedule).times(10);
        int first = grid.step(0);
        assertThat(schedule.lambda(first)).isGreaterThanOrEqualTo(-3);
        assertThat(schedule.lambda(first + 1)).isLessThan(-3);
        assertThat(new DiffusersGrid(values("UniPCMultistepScheduler", json), schedule)
                        .times(10)
                        .step(0))
                .isEqualTo(999);
    }

    @Test
    void aClassKnowsItsOwnKindsOfBetasAlone() {
        refused(
                "'beta_schedule' in the configuration of DDPMScheduler is 'cubic'. It must be one of laplace, linear,"
                        + " scaled_linear, sigmoid, squaredcos_cap_v2; correct the file.",
                () -> DiffusersSchedule.create(values("DDPMScheduler", "{\"beta_schedule\": \"cubic\"}")));
        refused(
                "'beta_schedule' in the configuration of DDIMScheduler is 'sigmoid'. It must be one of linear, scaled_linear,"
                        + " squaredcos_cap_v2; correct the file.",
                () -> DiffusersSchedule.create(values("DDIMScheduler", "{\"beta_schedule\": \"sigmoid\"}")));
        assertThat(Schedulers.named("DDPMScheduler").betaSchedules())
                .containsKeys("sigmoid", "laplace")
                .doesNotContainKey("exp");
        assertThat(Schedulers.named("HeunDiscreteScheduler").betaSchedules())
                .containsKey("exp")
                .doesNotContainKey("sigmoid");
        assertThat(Schedulers.named("RePaintScheduler").betaSchedules())
                .containsKey("sigmoid")
                .doesNotContainKey("laplace");
    }

    @Test
    void timesOfACosineAreCutWhateverListStandsBesideIt() {
        String list = IntStream.range(0, 100)
                .mapToObj(i -> String.valueOf(0.001 + 0.002 * i))
                .collect(Collectors.joining(", ", "\"trained_betas\": [", "]"));
        String common = "\"use_karras_sigmas\": true, " + list;
        TimeGrid rounded = grid("{" + common + "}");
        TimeGrid cut = grid("{\"beta_schedule\": \"squaredcos_cap_v2\", " + common + "}");
        double[] differences = IntStream.range(0, cut.size())
                .mapToDouble(i -> rounded.time(i) - cut.time(i))
                .distinct()
                .sorted()
                .toArray();
        assertThat(differences).containsExactly(0, 1);
    }

    private static TimeGrid grid(String json) {
        SchedulerValues file = values("DPMSolverMultistepScheduler", json);
        return new DiffusersGrid(file, DiffusersSchedule.create(file))
                .sigmas(10)
                .times();
    }

    @Test
    void gridsThatCannotBeLaidOutAreRefusedWithASentence() {
        NoiseSchedule schedule = ScheduleConfig.defaults().create();
        refused(
                "the configuration of EulerDiscreteScheduler sets use_beta_sigmas and use_karras_sigmas together. Only one"
                        + " way of spacing the sigmas can be used; set the others to false.",
                () -> new DiffusersGrid(
                                values(
                                        "EulerDiscreteScheduler",
                                        "{\"use_karras_sigmas\": true, \"use_beta_sigmas\": true}"),
                                schedule)
                        .sigmas(5));
        refused(
                "The scheduler class DDPMScheduler has no sigmas that its schedule lays out. Use a class that goes by them,"
                        + " such as EulerDiscreteScheduler.",
                () -> new DiffusersGrid(values("DDPMScheduler", "{}"), schedule).sigmas(5));
    }

    @Test
    void logLinearEulerEndsAtTheSmallestSigma() {
        SchedulerValues file = values("EulerDiscreteScheduler", "{\"interpolation_type\": \"log_linear\"}");
        NoiseSchedule schedule = DiffusersSchedule.create(file);
        double[] sigmas = new DiffusersGrid(file, schedule).sigmas(4).sigmas();
        assertThat(sigmas).hasSize(6);
        assertThat((float) sigmas[0]).isEqualTo((float) schedule.sigma(999));
        assertThat((float) sigmas[4]).isEqualTo((float) schedule.sigma(0));
        assertThat(sigmas[5]).isZero();
    }

    @Test
    void continuousEulerTimesAreAQuarterOfTheLogarithmOfSigma() {
        SchedulerValues file = values(
                "EulerDiscreteScheduler",
                "{\"timestep_type\": \"continuous\", \"prediction_type\": \"v_prediction\", \"sigma_max\": 80.0,"
                        + " \"use_karras_sigmas\": true}");
        SigmaGrid grid = new DiffusersGrid(file, DiffusersSchedule.create(file)).sigmas(10);
        // 0.25 ln 80 = 1.0955067
        assertThat((float) grid.time(0)).isEqualTo(1.0955067f);
        assertThat(grid.sigma(0)).isCloseTo(80, within(1e-4));
    }
}
