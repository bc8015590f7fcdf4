// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States that rot, and runs that others use. */
class DamagedRunTest {
    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static void flip(Path file, long bit) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bit / 8);
            int old = bytes.read();
            bytes.seek(bit / 8);
            bytes.write(old ^ 1 << bit % 8);
        }
    }

    @Test
    void aThousandFlippedBitsOfATrainingStateAreAllDetected() throws IOException {
        // The spiral's own size: 25,443 parameters with an average and two moments.
        Path run = TinyRuns.stoppedAt(
                20, folder, TinyRuns.recipe(List.of("network.hidden=64", "network.embed=64", "train.emaDecay=0.9")));
        List<Path> files;
        try (Stream<Path> all = Files.list(TinyRuns.state(run, 20))) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(3);
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            Path file = files.get(i % files.size());
            long bit = (long) (random.nextDouble() * Files.size(file) * 8);
            flip(file, bit);
            warnings.clear();
            try (LoadedState loaded =
                    StateStore.reading(run, warnings::add).loadLatest().orElseThrow()) {
                assertThat(loaded.step()).as("bit %d of %s", bit, file).isEqualTo(10);
            }
            assertThat(warnings).singleElement().asString().startsWith("state step-000000020 is damaged (");
            flip(file, bit);
        }
    }

    @Test
    void resumingFromADamagedStateSaysSoAndGivesTheSameBits() throws IOException {
        Recipe recipe = TinyRuns.recipe(List.of());
        Path straight = TinyRuns.trained(folder.resolve("straight"), recipe);
        Path run = TinyRuns.stoppedAt(20, folder.resolve("damaged"), recipe);
        flip(TinyRuns.state(run, 20).resolve("optimizer.safetensors"), 9000);
        TrainingRun.Result result = TrainingRun.resume(
                run, List.of(), TinyRuns.settings(folder, new StopSignal(), warnings::add), RunWatcher.NONE);
        assertThat(result.from()).isEqualTo(10);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("state step-000000020 is damaged (checksum of ")
                .endsWith("Loaded step-000000010 instead; remove the folder to silence this.");
        assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
    }

    @Test
    void aRunIsNotContinuedOnOtherData() throws IOException {
        Path run = TinyRuns.stoppedAt(10, folder, TinyRuns.recipe(List.of()));
        Path record = run.resolve("provenance.json");
        Files.writeString(record, Files.readString(record).replaceFirst("crc32c:[0-9a-f]{8}", "crc32c:00000000"));
        assertThatThrownBy(() -> TrainingRun.resume(run, List.of(), TinyRuns.settings(folder), RunWatcher.NONE))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("the training data of the run .* are not those it was begun with"
                        + " \\(crc32c:[0-9a-f]{8} now, crc32c:00000000 then\\)."
                        + " Put the old ones back, or start a new run.");
    }

    @Test
    void whenEveryStateIsDamagedTheRunDoesNotBeginAnewInSilence() throws IOException {
        Path run = TinyRuns.stoppedAt(10, folder, TinyRuns.recipe(List.of()));
        flip(TinyRuns.state(run, 10).resolve("model.safetensors"), 9000);
        assertThatThrownBy(() -> TrainingRun.resume(run, List.of(), TinyRuns.settings(folder), RunWatcher.NONE))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(
                        "no state in %s can be used: step-000000010 is damaged (".formatted(run.resolve("states")))
                .hasMessageEndingWith("Put a copy of an intact state there, or start a new run.");
    }

    @Test
    void finishedWeightsAreNotTrainedAnewWhenTheirStatesAreGone() throws IOException {
        Path run = TinyRuns.trained(folder, TinyRuns.recipe(List.of()));
        byte[] weights = Files.readAllBytes(run.resolve("weights.safetensors"));
        FileLayer.disk().deleteTree(run.resolve("states"));
        for (List<String> overrides : List.of(List.<String>of(), List.of("train.steps=50"))) {
            assertThatThrownBy(() -> TrainingRun.resume(run, overrides, TinyRuns.settings(folder), RunWatcher.NONE))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "the run %s has finished weights and no state to go on from, and training anew would replace them. Put a copy of its folder states back, or start a new run.",
                            run);
        }
        assertThat(run.resolve("weights.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aSecondProcessIsRefusedWithThePidOfTheFirst() throws Exception {
        Path run = TinyRuns.stoppedAt(1, folder, TinyRuns.recipe(List.of("train.steps=1000000")));
        try (OtherJvm first = OtherJvm.start(List.of(), TrainingProcess.class, List.of("resume", run.toString()))) {
            assertThat(first.line()).isEqualTo("step 2");
            assertThatThrownBy(() -> TrainingRun.resume(run, List.of(), TinyRuns.settings(folder), RunWatcher.NONE))
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith("folder %s is in use by process %d on ".formatted(run, first.pid()))
                    .hasMessageEndingWith("Wait until it ends, stop it, or choose another folder.");
        }
    }

    @Test
    void divergenceEndsTheRunWithASentenceAndTheStatesBeforeStay() throws IOException {
        Path run = TinyRuns.stoppedAt(10, folder, TinyRuns.recipe(List.of()));
        assertThatThrownBy(() -> TrainingRun.resume(
                        run, List.of("train.learningRate=1e18"), TinyRuns.settings(folder), RunWatcher.NONE))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("which are not finite; the weights are still those of step ")
                .hasMessageContaining(" Resuming goes back to step 10, the last that was saved. ")
                .hasMessageEndingWith("Resume with a lower --set train.learningRate.");
        assertThat(StateStore.open(run, FileLayer.disk(), 2, warnings::add).steps())
                .containsExactly(10L);
        assertThat(run.resolve("weights.safetensors")).doesNotExist();
        TrainingRun.Result mended =
                TrainingRun.resume(run, List.of("train.learningRate=1e-3"), TinyRuns.settings(folder), RunWatcher.NONE);
        assertThat(mended.from()).isEqualTo(10);
        assertThat(mended.finished()).isTrue();
        Path straight = TinyRuns.trained(folder.resolve("straight"), TinyRuns.recipe(List.of()));
        assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
    }

    /** The loss of a step comes before its update, so that no learning rate mends a state whose weights give NaN. */
    @Test
    void aSavedStateThatDivergesAtOnceIsNamedAsSuch() throws IOException {
        Path run = TinyRuns.stoppedAt(10, folder, TinyRuns.recipe(List.of()));
        for (List<String> overrides :
                List.of(List.of("train.learningRate=1e25", "train.saveEvery=1"), List.of("train.learningRate=1e-3"))) {
            assertThatThrownBy(() -> TrainingRun.resume(run, overrides, TinyRuns.settings(folder), RunWatcher.NONE))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining(
                            " Resuming would go back to step 11, the last that was saved, and give the same again: remove the folder of that state first. ");
        }
        FileLayer.disk().deleteTree(TinyRuns.state(run, 11));
        TrainingRun.Result mended =
                TrainingRun.resume(run, List.of("train.saveEvery=10"), TinyRuns.settings(folder), RunWatcher.NONE);
        assertThat(mended.from()).isEqualTo(10);
        assertThat(mended.finished()).isTrue();
    }
}
