// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a disk that fails: a sentence, the states before, and nothing half-written. */
class FailingDiskTest {
    private static final Recipe RECIPE = TinyRuns.recipe(List.of("train.saveEvery=5"));

    @TempDir
    private Path folder;

    @Test
    void aDiskThatFillsUpAtAnyMomentLosesNothingThatWasSaved() throws IOException {
        Path straight = TinyRuns.trained(folder.resolve("straight"), RECIPE);
        boolean failed = true;
        int failures = 0;
        for (long free = 0; failed; free += 5_003) {
            Path runs = folder.resolve("full 디스크 " + free);
            try {
                TrainingRun.start(
                        RECIPE, TinyRuns.settings(runs).through(new FailingDisk(free).layer()), RunWatcher.NONE);
                failed = false;
            } catch (StorageException e) {
                failures++;
                assertThat(e).hasMessageContaining("No space left on device").hasMessageMatching("(?s).*[.]");
                requireNothingHalfWritten(runs);
                for (Path run : runsIn(runs)) {
                    TrainingRun.resume(run, List.of(), TinyRuns.settings(runs), RunWatcher.NONE);
                    assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
                }
            }
        }
        assertThat(failures).isGreaterThan(4);
    }

    @Test
    void aDiskThatBecomesReadOnlyEndsTheRunWithItsLastStateIntact() throws IOException {
        FailingDisk disk = new FailingDisk(1L << 40);
        Path runs = folder.resolve("runs");
        assertThatThrownBy(() -> TrainingRun.start(
                        RECIPE, TinyRuns.settings(runs).through(disk.layer()), TinyRuns.watching(report -> {
                            if (report.step() == 12) {
                                disk.becomeReadOnly();
                            }
                        })))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Read-only file system");
        Path run = runsIn(runs).get(0);
        TrainingRun.Result result = TrainingRun.resume(run, List.of(), TinyRuns.settings(runs), RunWatcher.NONE);
        assertThat(result.from()).isEqualTo(10);
        Path straight = TinyRuns.trained(folder.resolve("straight"), RECIPE);
        assertThat(TinyRuns.arrays(run, 40)).isEqualTo(TinyRuns.arrays(straight, 40));
    }

    private static List<Path> runsIn(Path runs) throws IOException {
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(runs)) {
            return all.toList();
        }
    }

    private static void requireNothingHalfWritten(Path runs) throws IOException {
        if (Files.exists(runs)) {
            try (Stream<Path> all = Files.walk(runs)) {
                assertThat(all.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("."));
            }
        }
    }
}
