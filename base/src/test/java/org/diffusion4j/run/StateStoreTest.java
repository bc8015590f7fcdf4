// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
    @TempDir
    private Path run;

    private final List<String> warnings = new ArrayList<>();

    private StateStore open() {
        return StateStore.open(run, FileLayer.disk(), 2, warnings::add);
    }

    @Test
    void whatWasSavedIsLoadedFromANewStore() {
        open().save(States.at(1234, OptionalDouble.of(0.5)));
        try (LoadedState state = open().loadLatest().orElseThrow()) {
            assertThat(state.step()).isEqualTo(1234);
            assertThat(state.score()).hasValue(0.5);
            assertThat(state.folder()).isEqualTo(run.resolve("states/step-000001234"));
            States.assertComplete(state);
            assertThatThrownBy(() -> state.part("discriminator"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(
                            "state " + state.folder()
                                    + " has no part 'discriminator', only [ema, model, optimizer]. Open it with the kind of run that saved it.");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRunWithoutStatesHasNoLatest() {
        assertThat(open().loadLatest()).isEmpty();
        assertThat(StateStore.reading(run.resolve("missing"), warnings::add).loadLatest())
                .isEmpty();
    }

    @Test
    void theNewestTwoAndTheBestAreKept() {
        StateStore store = open();
        store.save(States.at(1, OptionalDouble.of(0.3)));
        store.save(States.at(2, OptionalDouble.of(0.1)));
        store.save(States.at(3, OptionalDouble.of(0.2)));
        assertThat(store.steps()).containsExactly(3L, 2L);
        store.save(States.at(4));
        store.save(States.at(5, OptionalDouble.of(0.4)));
        assertThat(store.steps()).containsExactly(5L, 4L, 2L);
        // A new store reads the scores back.
        open().save(States.at(6, OptionalDouble.of(0.05)));
        assertThat(store.steps()).containsExactly(6L, 5L);
        assertThat(warnings).isEmpty();
    }

    @Test
    void savingAStepAgainReplacesIt() {
        StateStore store = open();
        store.save(States.at(7, OptionalDouble.of(0.3)));
        store.save(States.at(7, OptionalDouble.of(0.2)));
        assertThat(store.steps()).containsExactly(7L);
        assertThat(store.loadLatest().orElseThrow().score()).hasValue(0.2);
        assertThat(run.resolve("states")).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void aDamagedStateIsNamedAndTheOneBeforeItLoaded() throws IOException {
        StateStore store = open();
        store.save(States.at(11000));
        Path newest = store.save(States.at(12000));
        flip(newest.resolve("ema.safetensors"), Files.size(newest.resolve("ema.safetensors")) * 8 - 1);

        assertThat(States.load(store)).isEqualTo(11000);
        assertThat(warnings)
                .containsExactly(
                        "state step-000012000 is damaged (checksum of 'ema/down1.conv1.weight' differs). Loaded step-000011000 instead; remove the folder to silence this.");
    }

    @Test
    void aDamagedStateDoesNotCountAsKeptAndIsReplacedByAnIntactOne() throws IOException {
        StateStore store = open();
        store.save(States.at(1));
        store.save(States.at(2));
        flip(run.resolve("states/step-000000002/model.safetensors"), 2000);
        assertThat(States.load(store)).isEqualTo(1);

        store.save(States.at(3));
        assertThat(store.steps()).containsExactly(3L, 2L, 1L);
        store.save(States.at(2));
        assertThat(store.steps()).containsExactly(3L, 2L);
        warnings.clear();
        assertThat(States.load(open())).isEqualTo(3);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRunWhoseStatesAreAllDamagedIsNotStartedAnew() throws IOException {
        Path state = open().save(States.at(5));
        Files.delete(state.resolve("model.safetensors"));
        assertThatThrownBy(() -> open().loadLatest())
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "no state in %s can be used: step-000000005 is damaged ('model.safetensors' cannot be read: no such file or folder). Put a copy of an intact state there, or start a new run."
                                .formatted(run.resolve("states")));
    }

    @Test
    void namesThatAreNoStatesArePassedOverWithASentence() throws IOException {
        open().save(States.at(5));
        Files.createDirectory(run.resolve("states/stop-000000006"));
        Files.createFile(run.resolve("states/.DS_Store"));
        assertThat(States.load(open())).isEqualTo(5);
        assertThat(warnings)
                .containsExactly(run.resolve("states/stop-000000006")
                        + " is not the name of a state and was passed over. Rename or remove it to silence this.");
    }

    @Test
    void arraysThatDoNotFitLeaveNothingBehind() {
        StateStore store = open();
        store.save(States.at(1));
        NamedArray wrong = NamedArray.of("w", DType.F32, new long[] {3}, () -> ByteBuffer.allocate(8));
        State state = new State(2, OptionalDouble.empty(), Map.of("model", List.of(wrong)), Map.of());
        assertThatThrownBy(() -> store.save(state))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("array 'w' delivered 8 bytes, but shape [3] of F32 needs 12.");
        assertThat(run.resolve("states")).isDirectoryNotContaining("glob:**/.*");
        assertThat(States.load(store)).isEqualTo(1);
    }

    @Test
    void wrongSettingsAreAnsweredWithWhatIsAllowed() {
        assertThatThrownBy(() -> StateStore.open(run, FileLayer.disk(), 1, warnings::add))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "states to keep must be at least 2 but was 1: if the newest is damaged, the one before it is needed. Use 2 or more.");
        assertThatThrownBy(() -> States.at(-1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("step must be 0 or more but was -1. Count steps from 0.");
        assertThatThrownBy(() -> States.at(1, OptionalDouble.of(Double.NaN)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("score must be a finite number but was NaN. Leave it empty where there is none.");
        assertThatThrownBy(() -> new State(1, OptionalDouble.empty(), Map.of("../x", List.of()), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "'../x' cannot name a part of a state. Use up to 64 small letters, digits, '-' and '_', such as ema.");
    }

    @Test
    void aReaderNeedsNoRightToWriteAndLeavesARunningSaveAlone() throws IOException {
        open().save(States.at(1));
        Path running = Files.createDirectory(run.resolve("states/.new-step-000000002"));
        assertThat(States.load(StateStore.reading(run, warnings::add))).isEqualTo(1);
        assertThat(running).exists();
        open();
        assertThat(running).doesNotExist();
    }

    @Test
    void foldersWithSpacesAndKoreanLettersWork() throws IOException {
        Path korean = Files.createDirectory(run.resolve("나의 실험 1"));
        StateStore.open(korean, FileLayer.disk(), 2, warnings::add).save(States.at(3));
        assertThat(States.load(StateStore.reading(korean, warnings::add))).isEqualTo(3);
    }

    static void flip(Path file, long bit) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
            in.seek(bit / 8);
            int old = in.read();
            in.seek(bit / 8);
            in.write(old ^ (1 << (bit % 8)));
        }
    }
}
