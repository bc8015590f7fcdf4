// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.Event;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatRunTest {
    @TempDir
    private Path folder;

    private Path stoppedAfter(long step, MatRecipe recipe) {
        StopSignal stop = new StopSignal();
        MatRun.Result result = MatRun.start(
                recipe,
                TinyRuns.settings(folder.resolve("halves")).stoppedBy(stop),
                (run, r, model, from) -> report -> {
                    if (report.step() == step) {
                        stop.request();
                    }
                });
        assertThat(result.step()).isEqualTo(step);
        assertThat(result.finished()).isFalse();
        return result.folder().path();
    }

    @Test
    void sixIterationsAreThreeAndThreeBitForBit() throws IOException {
        MatRun.Result straight =
                MatRun.start(TinyMat.recipe(), TinyRuns.settings(folder.resolve("straight")), MatWatcher.NONE);
        assertThat(straight.finished()).isTrue();
        Path halves = stoppedAfter(3, TinyMat.recipe());
        List<Long> steps = new ArrayList<>();
        MatRun.Result rest = MatRun.resume(
                halves,
                List.of(),
                TinyRuns.settings(folder),
                (run, r, model, from) -> report -> steps.add(report.step()));
        assertThat(rest.finished()).isTrue();
        assertThat(steps).containsExactly(4L, 5L, 6L);
        assertSameState(halves, straight.folder().path(), 6);
        assertThat(rest.folder().weights())
                .hasSameBinaryContentAs(straight.folder().weights());
        assertThat(scores(halves)).containsSubsequence(scores(straight.folder().path()));
    }

    private static void assertSameState(Path one, Path other, long step) {
        for (String part : List.of("model", "generator", "discriminator", "optimizer")) {
            assertThat(TinyRuns.state(one, step).resolve(part + ".safetensors"))
                    .hasSameBinaryContentAs(TinyRuns.state(other, step).resolve(part + ".safetensors"));
        }
    }

    /** What held-out pictures gave at each saved state. */
    private static List<Double> scores(Path run) {
        return Events.read(run.resolve("events.jsonl"), FileLayer.disk()).stream()
                .filter(event -> event.event().equals("saved"))
                .map(event -> event.number("loss").orElseThrow())
                .toList();
    }

    @Test
    void theLogHasEveryLossAndThePenaltyWhereItWasComputed() {
        MatRun.Result run =
                MatRun.start(TinyMat.recipe("train.heldOutImages=0"), TinyRuns.settings(folder), MatWatcher.NONE);
        List<Event> steps = Events.read(run.folder().events(), FileLayer.disk()).stream()
                .filter(event -> event.event().equals("step"))
                .toList();
        assertThat(steps).hasSize(6);
        assertThat(steps).allSatisfy(step -> {
            for (String value : List.of("loss", "draftLoss", "l1", "discriminatorLoss", "discriminatorDraftLoss")) {
                assertThat(step.number(value)).as(value).isPresent();
            }
        });
        assertThat(steps.stream()
                        .filter(step -> step.number("penalty").isPresent())
                        .map(Event::step))
                .containsExactly(1L, 3L, 5L);
    }

    @Test
    void aFinishedRunIsLeftAlone() throws IOException {
        MatRecipe recipe = TinyMat.recipe("train.steps=1", "train.heldOutImages=0");
        Path run = MatRun.start(recipe, TinyRuns.settings(folder), MatWatcher.NONE)
                .folder()
                .path();
        byte[] weights = Files.readAllBytes(run.resolve("weights.safetensors"));
        assertThat(MatRun.resume(run, List.of(), TinyRuns.settings(folder), MatWatcher.NONE)
                        .wasFinished())
                .isTrue();
        assertThat(run.resolve("weights.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aRateThatIsMuchTooLargeEndsTheRunAndLeavesTheStatesAlone() {
        MatRecipe wild = TinyMat.recipe("train.learningRate=1e30", "train.saveEvery=1", "train.heldOutImages=0");
        Path runs = folder.resolve("wild");
        assertThatThrownBy(() -> MatRun.start(wild, TinyRuns.settings(runs), MatWatcher.NONE))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("which are not finite; the last saved state is unharmed")
                .hasMessageContaining("Resume with a lower --set train.learningRate");
    }

    @Test
    void whatIsTrainedCannotChangeOnTheWay() {
        Path run = stoppedAfter(1, TinyMat.recipe("train.heldOutImages=0"));
        assertThatThrownBy(
                        () -> MatRun.resume(run, List.of("holes.most=0.5"), TinyRuns.settings(folder), MatWatcher.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the run %s was begun with other values: holes.most (1.0, not 0.5). Only train may change on the way; leave these as they were, or start a new run."
                                .formatted(run));
    }

    @Test
    void picturesOfAnotherSizeAreRefusedBeforeAFolderIsMade() {
        assertThatThrownBy(() -> MatRun.start(
                        TinyMat.recipe("data.size=16"), TinyRuns.settings(folder.resolve("runs")), MatWatcher.NONE))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "the data have items of shape (3, 16, 16), and the networks take (3, 32, 32). Change the resolution in the recipe, or the size of the data.");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void heldOutPicturesNeedDataThatHoldSomeOut() {
        assertThatThrownBy(() ->
                        MatRun.start(TinyMat.recipe("data.split=all"), TinyRuns.settings(folder), MatWatcher.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.heldOutImages is 4, and these data have nothing that is held out. Set it to 0.");
    }
}
