// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.StateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutRunTest {
    @TempDir
    private Path folder;

    @Test
    void theScoreOfAStateIsTheHeldOutLossWhoeverSavesIt() throws IOException {
        Path straight = TinyRuns.trained(folder.resolve("a"), TinyRuns.recipe(List.of("train.heldOutBatches=2")));
        Path other = TinyRuns.trained(
                folder.resolve("b"), TinyRuns.recipe(List.of("train.heldOutBatches=2", "train.saveEvery=20")));

        assertThat(score(straight)).isEqualTo(score(other)).isPositive();
    }

    @Test
    void withoutPatienceLeftARunEndsAndStaysEnded() throws IOException {
        // a rate that is far too large: nothing after the first states is better
        List<String> plan = List.of(
                "train.heldOutBatches=1",
                "train.patience=2",
                "train.saveEvery=1",
                "train.learningRate=0.5",
                "train.steps=400");
        TrainingRun.Result result =
                TrainingRun.start(TinyRuns.recipe(plan), TinyRuns.settings(folder), TinyRuns.watching(report -> {}));

        assertThat(result.finished()).isTrue();
        assertThat(result.step()).isLessThan(400);
        assertThat(result.folder().weights()).exists();
        TrainingRun.Result again = TrainingRun.resume(
                result.folder().path(), List.of(), TinyRuns.settings(folder), TinyRuns.watching(report -> {}));
        assertThat(again.step()).isEqualTo(result.step());
    }

    @Test
    void theBestStatesWeightsAreKeptIfAskedFor() throws IOException {
        List<String> plan =
                List.of("train.heldOutBatches=1", "train.saveEvery=1", "train.learningRate=0.5", "train.keepBest=true");
        Path run = TinyRuns.trained(folder, TinyRuns.recipe(plan));

        try (LoadedState best =
                        StateStore.reading(run, warning -> {}).loadBest().orElseThrow();
                Model model = Model.open(run.toString())) {
            assertThat(best.step()).isLessThan(40);
            float[] stored = org.diffusion4j.tensor.Tensors.floats(
                    org.diffusion4j.tensor.StoredTensors.floats(best.part("model"), "out_layer.bias", 3));
            assertThat(org.diffusion4j.tensor.Tensors.floats(model.parameters().get("out_layer.bias")))
                    .containsExactly(stored);
        }
    }

    @Test
    void aRunCanStartFromTheWeightsOfAnother() throws IOException {
        Path first = TinyRuns.trained(folder.resolve("first"), TinyRuns.recipe(List.of()));
        Path second = TinyRuns.stoppedAt(
                1,
                folder.resolve("second"),
                TinyRuns.recipe(List.of("train.init=" + first, "train.learningRate=1e-12")));

        try (Model before = Model.open(first.toString());
                Model after = Model.open(second.toString())) {
            assertThat(org.diffusion4j.tensor.Tensors.floats(after.parameters().get("h_layer1.weight")))
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(org.diffusion4j.tensor.Tensors.floats(
                            before.parameters().get("h_layer1.weight")));
        }
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedWithBothShapes() throws IOException {
        Path first = TinyRuns.trained(folder.resolve("first"), TinyRuns.recipe(List.of("train.steps=10")));

        assertThatThrownBy(() -> TinyRuns.trained(
                        folder.resolve("second"), TinyRuns.recipe(List.of("train.init=" + first, "network.hidden=16"))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("(8, 3) where this network needs (16, 3)");
    }

    @Test
    void aWatcherThatFailsCostsNoStep() {
        assertThatThrownBy(() -> TrainingRun.start(
                        TinyRuns.recipe(List.of()), TinyRuns.settings(folder), TinyRuns.watching(report -> {
                            if (report.step() == 17) {
                                throw new IllegalStateException("no room to draw");
                            }
                        })))
                .hasMessage("no room to draw");
        Path run =
                folder.resolve(java.util.Objects.requireNonNull(folder.toFile().list())[0]);
        assertThat(StateStore.reading(run, warning -> {}).steps()).contains(17L);
    }

    @Test
    void heldOutItemsThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> TinyRuns.trained(
                        folder, TinyRuns.recipe(List.of("train.heldOutBatches=1", "data.points=20", "data.chosen=20"))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("train.heldOutBatches is 1, and these data have nothing that is held out. Set it to 0.");
    }

    private static double score(Path run) throws IOException {
        assertThat(Files.isDirectory(run)).isTrue();
        try (LoadedState state =
                StateStore.reading(run, warning -> {}).loadLatest().orElseThrow()) {
            return state.score().orElseThrow();
        }
    }
}
