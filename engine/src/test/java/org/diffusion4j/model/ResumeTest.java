// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResumeTest {
    @TempDir
    private Path folder;

    static Stream<List<String>> plans() {
        return Stream.of(List.of(), TinyRuns.WITH_EVERYTHING);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void fortyStepsAreTwentyAndTwentyInANewProcessBitForBit(List<String> plan) throws Exception {
        Recipe recipe = TinyRuns.recipe(plan);
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        Path halves = TinyRuns.stoppedAt(20, folder.resolve("두 번에 halves"), recipe);
        try (OtherJvm process =
                OtherJvm.start(List.of(), TrainingProcess.class, List.of("resume", halves.toString()))) {
            assertThat(process.remainingLines())
                    .hasSize(21)
                    .startsWith("step 21")
                    .endsWith("step 40", "done 40");
        }
        assertThat(TinyRuns.arrays(halves, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
        assertThat(TinyRuns.arrays(halves, 30)).isNotEqualTo(TinyRuns.arrays(halves, 40));
        assertThat(halves.resolve("weights.safetensors"))
                .hasSameBinaryContentAs(straight.resolve("weights.safetensors"));
    }

    @Test
    void stoppingAfterEveryStepChangesNothing() throws IOException {
        Recipe recipe = TinyRuns.recipe(List.of("train.steps=12", "train.emaDecay=0.9"));
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        Path often = TinyRuns.stoppedAt(1, folder.resolve("often"), recipe);
        for (long step = 1; step < 12; step++) {
            StopSignal stop = new StopSignal();
            TrainingRun.Result result = TrainingRun.resume(
                    often,
                    List.of(),
                    TinyRuns.settings(folder).stoppedBy(stop),
                    TinyRuns.watching(report -> stop.request()));
            assertThat(result.from()).isEqualTo(step);
            assertThat(result.step()).isEqualTo(step + 1);
        }
        assertThat(TinyRuns.arrays(often, 12)).isEqualTo(TinyRuns.arrays(straight, 12));
    }

    @Test
    void aRunStoppedBeforeItsFirstStepBeginsAnew() throws IOException {
        Recipe recipe = TinyRuns.recipe(List.of());
        StopSignal stop = new StopSignal();
        stop.request();
        TrainingRun.Result none = TrainingRun.start(
                recipe, TinyRuns.settings(folder.resolve("none")).stoppedBy(stop), RunWatcher.NONE);
        assertThat(none.step()).isZero();
        Path run = none.folder().path();
        TrainingRun.resume(run, List.of(), TinyRuns.settings(folder), RunWatcher.NONE);
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
    }

    @Test
    void aFinishedRunIsLeftAloneAndGoesOnWithMoreSteps() throws IOException {
        Path run = TinyRuns.trained(folder.resolve("short"), TinyRuns.recipe(List.of("train.steps=20")));
        byte[] weights = Files.readAllBytes(run.resolve("weights.safetensors"));
        List<Long> steps = new ArrayList<>();
        RunWatcher watcher = TinyRuns.watching(report -> steps.add(report.step()));
        String recipe = Files.readString(run.resolve("recipe.yaml"));
        TrainingRun.Result same =
                TrainingRun.resume(run, List.of("train.learningRate=5"), TinyRuns.settings(folder), watcher);
        assertThat(same.wasFinished()).isTrue();
        assertThat(steps).isEmpty();
        assertThat(run.resolve("recipe.yaml")).hasContent(recipe);
        assertThat(run.resolve("weights.safetensors")).hasBinaryContent(weights);

        TrainingRun.Result more =
                TrainingRun.resume(run, List.of("train.steps=40"), TinyRuns.settings(folder), watcher);
        assertThat(more.finished()).isTrue();
        assertThat(more.wasFinished()).isFalse();
        assertThat(steps).hasSize(20).startsWith(21L);
        Path straight = TinyRuns.trained(folder.resolve("straight"), TinyRuns.recipe(List.of()));
        assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
        assertThat(run.resolve("weights.safetensors")).hasSameBinaryContentAs(straight.resolve("weights.safetensors"));

        assertThatThrownBy(() -> TrainingRun.resume(run, List.of("train.steps=30"), TinyRuns.settings(folder), watcher))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "train.steps is 30, and the run %s has done 40 already. Give more steps, or leave train.steps as it was."
                                .formatted(run));
    }

    @Test
    void aDamagedLogIsToldOfBeforeAnyStep() throws IOException {
        Path run = TinyRuns.trained(folder, TinyRuns.recipe(List.of("train.steps=20")));
        byte[] weights = Files.readAllBytes(run.resolve("weights.safetensors"));
        Files.writeString(run.resolve("events.jsonl"), "{\"half\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() ->
                        TrainingRun.resume(run, List.of("train.steps=40"), TinyRuns.settings(folder), RunWatcher.NONE))
                .isInstanceOf(FormatException.class)
                .hasMessageMatching("line \\d+ of .*events.jsonl is not an event: .* Remove the line.");
        assertThat(run.resolve("weights.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aLongerPlanThatStopsOnItsWayIsNotSampledFromTheOldWeights() {
        Path run = TinyRuns.trained(folder, TinyRuns.recipe(List.of("train.steps=20")));
        float[] before = sampled(run);
        StopSignal stop = new StopSignal();
        TrainingRun.resume(
                run,
                List.of("train.steps=40"),
                TinyRuns.settings(folder).stoppedBy(stop),
                TinyRuns.watching(report -> stop.request()));
        assertThat(run.resolve("weights.safetensors")).doesNotExist();
        assertThat(sampled(run)).isNotEqualTo(before);
    }

    private static float[] sampled(Path run) {
        try (Model model = Model.open(run.toString(), "cpu")) {
            return model.sample(4, 1).values();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.hidden=16    | network.hidden (8, not 16)",
                "schedule.betaEnd=0.5 | schedule.betaEnd (0.02, not 0.5)",
                "seed=6               | seed (5, not 6)",
                "data.chosen=30       | data.chosen (20, not 30)",
                "prediction=x0        | prediction (epsilon, not x0)",
                "train.emaDecay=0.5   | train.emaDecay (null, not 0.5)",
            })
    void whatTheStateWasMadeWithCannotChangeOnTheWay(String override, String named) {
        Path run = TinyRuns.stoppedAt(1, folder, TinyRuns.recipe(List.of()));
        assertThatThrownBy(() -> TrainingRun.resume(run, List.of(override), TinyRuns.settings(folder), RunWatcher.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the run %s was begun with other values: %s. Only train and sample may change on the way; leave these as they were, or start a new run."
                                .formatted(run, named));
        assertThat(run.resolve("recipe.yaml")).content().contains("hidden: 8");
    }

    @Test
    void dataThatDoNotFitTheNetworkAreRefusedBeforeAFolderIsMade() {
        assertThatThrownBy(() -> TrainingRun.start(
                        TinyRuns.recipe(List.of("network.dim=2")),
                        TinyRuns.settings(folder.resolve("runs")),
                        RunWatcher.NONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the data have items of shape (3), and the network takes (2). Change the network's sizes in the recipe, or the data.");
        assertThat(folder.resolve("runs")).doesNotExist();
    }
}
