// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.Test;

class SamplerComparisonTest {
    private static ComparisonRequest request(List<Integer> evaluations, SamplerName... samplers) {
        return new ComparisonRequest(64, 3, evaluations, List.of(samplers), Guidance.NONE);
    }

    private static ComparisonReport report(List<SamplerTrial> trials) {
        return new ComparisonReport("runs/a-run", 64, 3, "1.0", "distance", 0.02, trials);
    }

    @Test
    void everySamplerTakesAsManyStepsAsTheEvaluationsAllow() {
        try (Model model = Model.open("spiral", "cpu");
                SamplerComparison comparison = new SamplerComparison(
                        model, request(List.of(20, 4), SamplerName.DDIM, SamplerName.HEUN, SamplerName.EULER_A))) {
            List<SamplerTrial> seen = new ArrayList<>();
            List<Long> done = new ArrayList<>();
            List<SamplerTrial> trials = comparison.run(done::add, seen::add, new StopSignal());
            assertThat(trials).isEqualTo(seen);
            assertThat(trials)
                    .extracting(SamplerTrial::sampler, SamplerTrial::steps, SamplerTrial::evaluations)
                    .containsExactly(
                            Tuple.tuple(SamplerName.DDIM, 4, 4),
                            Tuple.tuple(SamplerName.DDIM, 20, 20),
                            Tuple.tuple(SamplerName.HEUN, 2, 3),
                            Tuple.tuple(SamplerName.HEUN, 10, 19),
                            Tuple.tuple(SamplerName.EULER_A, 4, 4),
                            Tuple.tuple(SamplerName.EULER_A, 20, 20));
            assertThat(trials).allSatisfy(trial -> {
                assertThat(trial.isNoisy()).isEqualTo(trial.sampler() == SamplerName.EULER_A);
                assertThat(trial.figures().keySet()).containsExactly("median", "p95", "coverage");
                assertThat(trial.quality()).isBetween(0.001, 30.0);
            });
            assertThat(trials.get(1).quality()).isLessThan(trials.get(0).quality());
            assertThat(comparison.total()).isEqualTo(70);
            assertThat(done.get(done.size() - 1)).isEqualTo(70);
            assertThat(comparison.floor()).isBetween(0.005, 0.1);
            assertThat(comparison.estimate()).isPositive();
        }
    }

    @Test
    void withoutNamesAllThatFitTheModelAreCompared() {
        try (Model model = Model.open("spiral", "cpu");
                SamplerComparison comparison = new SamplerComparison(model, request(List.of(5)))) {
            List<SamplerTrial> trials = comparison.run(done -> {}, trial -> {}, new StopSignal());
            assertThat(trials)
                    .extracting(SamplerTrial::sampler)
                    .contains(SamplerName.DDPM, SamplerName.UNIPC, SamplerName.LMS, SamplerName.DPMPP_SDE)
                    .doesNotContain(SamplerName.EDM_HEUN, SamplerName.FLOW_EULER, SamplerName.BLEND)
                    .hasSizeGreaterThan(10);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() {
        try (Model model = Model.open("spiral", "cpu")) {
            assertThatThrownBy(() -> new SamplerComparison(model, request(List.of(5), SamplerName.FLOW_EULER)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("sampler flow-euler leads networks that learned");
            assertThatThrownBy(() -> new SamplerComparison(model, request(List.of(2), SamplerName.PNDM)))
                    .hasMessage(
                            "no sampler can draw from this model with [2] evaluations of its network. Allow more, up to the 500 steps of its schedule.");
        }
        assertThatThrownBy(() -> request(List.of(0, 5)))
                .hasMessage("evaluations must be numbers of at least 1 but were [0, 5]. For example 5,10,20,50.");
        assertThatThrownBy(() -> new ComparisonRequest(3, 0, List.of(5), List.of(), Guidance.NONE))
                .hasMessage("count must lie in 20 to 100000 but was 3. 512 is usual for pictures, 1024 for points.");
    }

    @Test
    void theReportIsAChartATableAndARecord() {
        SamplerTrial good = trial(SamplerName.DDIM, 10, 0.05);
        SamplerTrial lost = new SamplerTrial(
                SamplerName.DPM_SDE, true, 5, 5, 5, Map.of(), 0.1, Optional.of("The sample holds NaN."));
        ComparisonReport report = report(List.of(trial(SamplerName.DDIM, 5, 0.2), good, lost));
        BufferedImage chart = report.chart();
        assertThat(chart.getWidth()).isEqualTo(1600);
        assertThat(report.csv()).isEqualTo("""
                sampler,noisy,steps,evaluations,median,seconds
                ddim,false,5,5,0.200000,0.50
                ddim,false,10,10,0.0500000,0.50
                dpm-sde,true,5,5,,0.10
                """);
        assertThat(report.table())
                .contains("| ddim           |  0.200 | 0.0500 |", "| dpm-sde        |   none |        |");
        assertThat(report.json()).contains("\"floor\" : 0.02", "\"failure\" : \"The sample holds NaN.\"");
    }

    private static SamplerTrial trial(SamplerName sampler, int evaluations, double median) {
        return new SamplerTrial(
                sampler, false, evaluations, evaluations, evaluations, Map.of("median", median), 0.5, Optional.empty());
    }
}
