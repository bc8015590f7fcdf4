// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SchedulerConfigTest {
    private static SchedulerConfig file(String className, String json) {
        return new SchedulerConfig(className, new JsonMapper().readTree(json));
    }

    private static void refused(String message, Runnable reading) {
        assertThatThrownBy(reading::run).isInstanceOf(FormatException.class).hasMessage(message);
    }

    @Test
    void missingAndNullValuesAreDefaults() {
        SchedulerConfig file = file("DDIMScheduler", "{\"a\": null}");
        assertThat(file.whole("a", 3)).isEqualTo(3);
        assertThat(file.number("b", 0.5)).isEqualTo(0.5);
        assertThat(file.text("c", "linear")).isEqualTo("linear");
        assertThat(file.flag("d", true)).isTrue();
        assertThat(file.numbers("e")).isEmpty();
    }

    @Test
    void presentValuesAreReadInfinitiesToo() {
        SchedulerConfig file = SchedulerConfig.of(new JsonMapper()
                .readTree("{\"_class_name\": \"X\", \"w\": 7, \"n\": 1e-3, \"t\": \"v\", \"f\": true, \"l\": [1, 0.5],"
                        + " \"low\": \"-inf\", \"high\": \"Infinity\"}"));
        assertThat(file.className()).isEqualTo("X");
        assertThat(file.whole("w", 0)).isEqualTo(7);
        assertThat(file.number("n", 0)).isEqualTo(1e-3);
        assertThat(file.text("t", "")).isEqualTo("v");
        assertThat(file.flag("f", false)).isTrue();
        assertThat(file.numbers("l")).containsExactly(1.0, 0.5);
        assertThat(file.number("low", 0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(file.number("high", 0)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void everyClassHasItsOwnDefaults() {
        ScheduleConfig ddpm = DiffusersSchedule.config(file("DDPMScheduler", "{}"));
        assertThat(ddpm).isEqualTo(ScheduleConfig.defaults().withPrecision(Precision.FLOAT32));
        ScheduleConfig lcm = DiffusersSchedule.config(file("LCMScheduler", "{}"));
        assertThat(lcm.kind()).isEqualTo(BetaSchedule.SCALED_LINEAR);
        assertThat(lcm.betaEnd()).isEqualTo(0.012);
        ScheduleConfig heun = DiffusersSchedule.config(file("HeunDiscreteScheduler", "{}"));
        assertThat(heun.kind()).isEqualTo(BetaSchedule.LINEAR);
        assertThat(heun.betaStart()).isEqualTo(0.00085);
    }

    @Test
    void stepsWithTooLittleSignalAreCutOffForDpmSolverOnly() {
        String json = "{\"lambda_min_clipped\": -3.0}";
        SchedulerConfig file = file("DPMSolverMultistepScheduler", json);
        NoiseSchedule schedule = DiffusersSchedule.create(file);
        TimeGrid grid = new DiffusersGrid(file, schedule).times(10);
        int first = grid.step(0);
        assertThat(schedule.lambda(first)).isGreaterThanOrEqualTo(-3);
        assertThat(schedule.lambda(first + 1)).isLessThan(-3);
        assertThat(new DiffusersGrid(file("UniPCMultistepScheduler", json), schedule)
                        .times(10)
                        .step(0))
                .isEqualTo(999);
    }

    @Test
    void wrongValuesAreAnsweredWithASentence() {
        refused(
                "'a' in the configuration of DDIMScheduler is \"x\". It must be a whole number; correct the file.",
                () -> file("DDIMScheduler", "{\"a\": \"x\"}").whole("a", 1));
        refused(
                "'a' in the configuration of X is NaN. It must be a number; correct the file.",
                () -> new SchedulerConfig("X", DiffusersJson.parse("x", "{\"a\": NaN}")).number("a", 1));
        refused(
                "'a' in some/file.json is 0. It must be a finite number above 0; correct the file.",
                () -> new SchedulerConfig("some/file.json", "X", DiffusersJson.parse("x", "{\"a\": 0}"))
                        .positive("a", 1));
        refused(
                "'a' in the configuration of X is \"x\". It must be a number; correct the file.",
                () -> file("X", "{\"a\": \"x\"}").number("a", 1));
        refused(
                "'a' in the configuration of X is 1. It must be a text; correct the file.",
                () -> file("X", "{\"a\": 1}").text("a", ""));
        refused(
                "'a' in the configuration of X is 1. It must be true or false; correct the file.",
                () -> file("X", "{\"a\": 1}").flag("a", true));
        refused(
                "'a' in the configuration of X is 1. It must be a list of numbers; correct the file.",
                () -> file("X", "{\"a\": 1}").numbers("a"));
        refused(
                "the configuration of X is not a JSON object. It must hold keys and values; check the file.",
                () -> file("X", "[]"));
        refused(
                "the configuration of a scheduler has no text under '_class_name'. It must name the scheduler's class, for"
                        + " example DDIMScheduler; add the key.",
                () -> SchedulerConfig.of(new JsonMapper().readTree("{}")));
        refused(
                "'beta_schedule' in the configuration of DDPMScheduler is 'cubic'. It must be one of laplace, linear,"
                        + " scaled_linear, sigmoid, squaredcos_cap_v2; correct the file.",
                () -> DiffusersSchedule.create(file("DDPMScheduler", "{\"beta_schedule\": \"cubic\"}")));
    }

    @Test
    void aClassKnowsItsOwnKindsOfBetasAlone() {
        refused(
                "'beta_schedule' in the configuration of DDIMScheduler is 'sigmoid'. It must be one of linear, scaled_linear,"
                        + " squaredcos_cap_v2; correct the file.",
                () -> DiffusersSchedule.create(file("DDIMScheduler", "{\"beta_schedule\": \"sigmoid\"}")));
        assertThat(DiffusersSchedule.kinds("DDPMScheduler"))
                .containsKeys("sigmoid", "laplace")
                .doesNotContainKey("exp");
        assertThat(DiffusersSchedule.kinds("HeunDiscreteScheduler"))
                .containsKey("exp")
                .doesNotContainKey("sigmoid");
        assertThat(DiffusersSchedule.kinds("RePaintScheduler"))
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
        SchedulerConfig file = file("DPMSolverMultistepScheduler", json);
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
                                file(
                                        "EulerDiscreteScheduler",
                                        "{\"use_karras_sigmas\": true, \"use_beta_sigmas\": true}"),
                                schedule)
                        .sigmas(5));
        refused(
                "The scheduler class DDPMScheduler has no sigmas that could be laid out here. Known are DDPM, DDIM,"
                        + " DDIMInverse, PNDM, Euler, EulerAncestral, Heun, LMS, DPMSolverMultistep, UniPC and DEIS"
                        + " (sigmas: from Euler on); use one of these.",
                () -> new DiffusersGrid(file("DDPMScheduler", "{}"), schedule).sigmas(5));
    }

    @Test
    void logLinearEulerEndsAtTheSmallestSigma() {
        SchedulerConfig file = file("EulerDiscreteScheduler", "{\"interpolation_type\": \"log_linear\"}");
        NoiseSchedule schedule = DiffusersSchedule.create(file);
        double[] sigmas = new DiffusersGrid(file, schedule).sigmas(4).sigmas();
        assertThat(sigmas).hasSize(6);
        assertThat((float) sigmas[0]).isEqualTo((float) schedule.sigma(999));
        assertThat((float) sigmas[4]).isEqualTo((float) schedule.sigma(0));
        assertThat(sigmas[5]).isZero();
    }

    @Test
    void continuousEulerTimesAreAQuarterOfTheLogarithmOfSigma() {
        SchedulerConfig file = file(
                "EulerDiscreteScheduler",
                "{\"timestep_type\": \"continuous\", \"prediction_type\": \"v_prediction\", \"sigma_max\": 80.0,"
                        + " \"use_karras_sigmas\": true}");
        SigmaGrid grid = new DiffusersGrid(file, DiffusersSchedule.create(file)).sigmas(10);
        // 0.25 ln 80 = 1.0955067
        assertThat((float) grid.time(0)).isEqualTo(1.0955067f);
        assertThat(grid.sigma(0)).isCloseTo(80, within(1e-4));
    }
}
