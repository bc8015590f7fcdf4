// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateStoreTortureTest {
    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private StateStore open(Path run) {
        return StateStore.open(run, FileLayer.disk(), 2, warnings::add);
    }

    @ParameterizedTest(name = "saving step {0}, power lost: {1}")
    @CsvSource({"3, false", "3, true", "2, false", "2, true"})
    void aCrashBeforeAnyChangeLeavesTheStateBeforeOrTheNewOne(long step, boolean powerLost) throws IOException {
        List<Long> found = new ArrayList<>();
        boolean crashed = true;
        for (int crashAt = 0; crashed; crashAt++) {
            Path run = Files.createDirectory(folder.resolve("run" + crashAt));
            StateStore before = open(run);
            before.save(States.at(1));
            before.save(States.at(2));

            CrashingFiles files = new CrashingFiles(crashAt);
            boolean saved = false;
            try {
                StateStore.open(run, files, 2, warning -> assertThat(warning).contains("the machine is off"))
                        .save(States.at(step));
                saved = true;
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("the machine is off");
            }
            crashed = files.hasCrashed();
            assertThat(saved || crashed).isTrue();
            if (powerLost) {
                files.losePower();
            }

            StateStore after = open(run);
            long loaded = States.load(after);
            assertThat(loaded).as("crash before change %d", crashAt).isIn(2L, step);
            if (saved) {
                assertThat(loaded).as("a finished save is durable").isEqualTo(step);
            }
            found.add(loaded);
            assertThat(run.resolve("states")).isDirectoryNotContaining("glob:**/.*");
            after.save(States.at(4));
            assertThat(States.load(after)).isEqualTo(4);
            assertThat(after.steps()).hasSize(2);
        }
        assertThat(warnings).as("nothing was ever damaged").isEmpty();
        assertThat(found).hasSizeGreaterThan(20).startsWith(2L).endsWith(step);
    }

    @Test
    void aCrashWhileOneIsClearedUpIsClearedUpToo() throws IOException {
        boolean crashed = true;
        for (int crashAt = 0; crashed; crashAt++) {
            Path run = Files.createDirectory(folder.resolve("run" + crashAt));
            open(run).save(States.at(1));
            Path states = run.resolve("states");
            Files.move(states.resolve("step-000000001"), states.resolve(".old-step-000000001"));
            Files.createDirectory(states.resolve(".new-step-000000001"));
            Files.createFile(states.resolve(".new-step-000000001/model.safetensors"));
            Files.createDirectory(states.resolve(".gone-step-000000000"));

            CrashingFiles files = new CrashingFiles(crashAt);
            try {
                StateStore.open(run, files, 2, warnings::add);
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("states cannot be saved in " + states + " (the machine is off)");
            }
            crashed = files.hasCrashed();
            assertThat(States.load(open(run))).isEqualTo(1);
            assertThat(states).isDirectoryNotContaining("glob:**/.*");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void aThousandFlippedBitsAreAllDetectedAndTheStateBeforeIsUsed() throws IOException {
        StateStore store = open(folder);
        store.save(States.at(1));
        Path newest = store.save(States.at(2, OptionalDouble.of(0.25)));
        List<Path> files;
        try (Stream<Path> all = Files.list(newest)) {
            files = all.sorted().toList();
        }
        assertThat(files).hasSize(4);
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            Path file = files.get(i % files.size());
            long bit = (long) (random.nextDouble() * Files.size(file) * 8);
            StateStoreTest.flip(file, bit);
            warnings.clear();
            assertThat(States.load(open(folder))).as("bit %d of %s", bit, file).isEqualTo(1);
            assertThat(warnings).hasSize(1);
            assertThat(warnings.get(0))
                    .startsWith("state step-000000002 is damaged (checksum of ")
                    .contains(file.getFileName().toString().replace(".safetensors", ""))
                    .endsWith("Loaded step-000000001 instead; remove the folder to silence this.");
            StateStoreTest.flip(file, bit);
        }
        warnings.clear();
        assertThat(States.load(open(folder))).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void flippedBitsInNamesAndChangedLengthsAreDetected() throws IOException {
        StateStore store = open(folder);
        store.save(States.at(1));
        Path newest = store.save(States.at(2));
        for (String file : List.of("model.safetensors", "ema.safetensors", "state.json")) {
            Path flipped = newest.resolve((char) (file.charAt(0) ^ 2) + file.substring(1));
            Files.move(newest.resolve(file), flipped);
            assertDamaged("cannot be read: no such file or folder");
            Files.move(flipped, newest.resolve(file));

            byte[] bytes = Files.readAllBytes(newest.resolve(file));
            Files.write(newest.resolve(file), Arrays.copyOf(bytes, bytes.length - 1));
            assertDamaged(file);
            Files.write(newest.resolve(file), Arrays.copyOf(bytes, bytes.length + 1));
            assertDamaged(file);
            Files.write(newest.resolve(file), new byte[0]);
            assertDamaged(file);
            Files.write(newest.resolve(file), bytes);
        }
        Path renamed = Files.move(newest, newest.resolveSibling("step-000000003"));
        assertDamaged("state step-000000003 is damaged (it holds step 2)");
        Files.move(renamed, newest);
        assertThat(States.load(open(folder))).isEqualTo(2);
    }

    private void assertDamaged(String reason) {
        warnings.clear();
        assertThat(States.load(open(folder))).isEqualTo(1);
        assertThat(warnings).singleElement().asString().contains(reason);
    }

    /** A disk with room for some more bytes; what is deleted does not come back. */
    private static final class FullDisk extends ForwardingFiles {
        private int free;

        FullDisk(int free) {
            this.free = free;
        }

        @Override
        void beforeChange(String what, Path path) {}

        @Override
        int writable(Path file, int count) {
            int allowed = Math.min(count, free);
            free -= allowed;
            return allowed;
        }

        @Override
        public long usableBytes(Path path) {
            return free;
        }
    }

    @Test
    void aFullDiskLeavesTheStatesBeforeAndSaysHowMuchIsNeeded() throws IOException {
        open(folder).save(States.at(1));
        int failures = 0;
        boolean full = true;
        for (int free = 0; full; free += 50) {
            StateStore store = StateStore.open(folder, new FullDisk(free), 2, warnings::add);
            try {
                store.save(States.at(2));
                full = false;
            } catch (StorageException e) {
                failures++;
                assertThat(e)
                        .hasMessageStartingWith(
                                "state step-000000002 could not be saved in %s (No space left on device): it needs "
                                        .formatted(folder.resolve("states")))
                        .hasMessageContaining("are free. The states before it are intact.");
                if (free == 0) {
                    assertThat(e)
                            .hasMessageEndingWith(
                                    "it needs 17.0 kB, and 0 bytes are free. The states before it are intact. Free some space or keep fewer states, then continue from the last one.");
                }
                try (Stream<Path> left = Files.list(folder.resolve("states"))) {
                    assertThat(left).containsExactly(folder.resolve("states/step-000000001"));
                }
                assertThat(States.load(store)).isEqualTo(1);
            }
        }
        assertThat(failures).isGreaterThan(10);
        assertThat(States.load(open(folder))).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aReadOnlyDiskIsRefusedAtTheDoorButCanBeRead() {
        open(folder).save(States.at(1));
        ForwardingFiles readOnly = new ForwardingFiles() {
            @Override
            void beforeChange(String what, Path path) throws IOException {
                throw new FileSystemException(path.toString(), null, "Read-only file system");
            }
        };
        assertThatThrownBy(() -> StateStore.open(folder, readOnly, 2, warnings::add))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "states cannot be saved in %s (Read-only file system). Make the folder writable, or choose another place for runs."
                                .formatted(folder.resolve("states")));
        assertThat(States.load(StateStore.reading(folder, warnings::add))).isEqualTo(1);
    }

    @Test
    void aDiskThatBecomesReadOnlyIsAnsweredWithWhatToDo() {
        boolean[] writable = {true};
        ForwardingFiles files = new ForwardingFiles() {
            @Override
            void beforeChange(String what, Path path) throws IOException {
                if (!writable[0]) {
                    throw new FileSystemException(path.toString(), null, "Read-only file system");
                }
            }
        };
        StateStore store = StateStore.open(folder, files, 2, warnings::add);
        store.save(States.at(1));
        writable[0] = false;
        assertThatThrownBy(() -> store.save(States.at(2)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("(Read-only file system): it needs 17.0 kB, and ")
                .hasMessageEndingWith(
                        "The states before it are intact. Check that the folder can be written, then continue from the last state.");
        assertThat(States.load(store)).isEqualTo(1);
    }

    @Test
    void anOldStateThatCannotBeRemovedIsAWarningBecauseTheNewOneIsSaved() {
        ForwardingFiles files = new ForwardingFiles() {
            @Override
            void beforeChange(String what, Path path) throws IOException {
                if (what.equals("rename") && path.endsWith("step-000000001")) {
                    throw new IOException("in use by another program");
                }
            }
        };
        StateStore store = StateStore.open(folder, files, 2, warnings::add);
        store.save(States.at(1));
        store.save(States.at(2));
        store.save(States.at(3));
        assertThat(warnings)
                .containsExactly(
                        "an old state in %s could not be removed (in use by another program). The new one is saved; remove old ones by hand."
                                .formatted(folder.resolve("states")));
        assertThat(States.load(store)).isEqualTo(3);
    }
}
