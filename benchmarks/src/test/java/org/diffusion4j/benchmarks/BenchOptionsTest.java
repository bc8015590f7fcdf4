// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.benchmarks.BenchOptions.Task;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void withoutWordsNothingIsComparedOrWritten() {
        BenchOptions options = BenchOptions.of(List.of());
        assertThat(options.task()).isEqualTo(Task.TABLES);
        assertThat(options.subjects()).containsExactly(Subject.values());
        assertThat(options.rounds()).isEqualTo(9);
        assertThat(options.jobRounds()).isEqualTo(3);
        assertThat(options.peers()).isEmpty();
        assertThat(options.json()).isEmpty();
    }

    @Test
    void everyWordIsRead() throws IOException {
        Files.createFile(folder.resolve("seed0.py"));
        Path json = folder.resolve("figures.jsonl");
        BenchOptions options = BenchOptions.of(List.of(
                "spiral",
                "--report",
                "--minutes",
                "7",
                "--rounds",
                "2",
                "--job-rounds",
                "1",
                "--peers",
                "python3",
                "--peers-dir",
                folder.toString(),
                "--json",
                json.toString()));
        assertThat(options)
                .isEqualTo(new BenchOptions(
                        Task.REPORT,
                        List.of(Subject.SPIRAL),
                        2,
                        1,
                        7,
                        Optional.of(Path.of("python3")),
                        folder,
                        Optional.of(json),
                        Path.of("docs")));
        assertThat(BenchOptions.of(List.of("-h")).task()).isEqualTo(Task.HELP);
        assertThat(BenchOptions.of(List.of("growth", "sprites")).task()).isEqualTo(Task.GROWTH);
        assertThat(BenchOptions.of(List.of("page")).task()).isEqualTo(Task.PAGE);
    }

    @Test
    void theUsageNamesEveryWord() {
        assertThat(BenchOptions.USAGE)
                .contains(
                        "--rounds",
                        "--job-rounds",
                        "--json",
                        "--peers",
                        "--peers-dir",
                        "jmh",
                        "--report",
                        "--minutes",
                        "growth",
                        "page");
        for (Subject subject : Subject.values()) {
            assertThat(BenchOptions.USAGE).contains(subject.toString());
        }
    }

    @Test
    void anUnknownWordIsToldWhereTheKnownOnesAre() {
        assertRefused(
                "bench does not know '--round'. './d4j bench --help' lists its words; those for JMH stand behind 'jmh'.",
                "--round",
                "3");
    }

    @Test
    void aWordWithoutItsValueIsRefused() {
        assertRefused("--json needs a value. './d4j bench --help' shows how.", "--json");
    }

    @Test
    void roundsAreWholeNumbersFromOneOn() {
        assertRefused("--rounds needs a whole number but got 'many'. 9 is usual.", "--rounds", "many");
        assertRefused("rounds must be at least 1 but were 0 and 3. 9 and 3 are usual.", "--rounds", "0");
        assertRefused("rounds must be at least 1 but were 9 and -1. 9 and 3 are usual.", "--job-rounds", "-1");
    }

    @Test
    void minutesAreOneOrMore() {
        assertRefused("minutes must be at least 1 but were 0. 15 are usual for everything.", "--minutes", "0");
    }

    @Test
    void aSystemThatIsNoneIsToldTheNearest() {
        assertRefused("there is nothing to measure called 'sprite'. Did you mean 'sprites'?", "sprite");
    }

    @Test
    void peersNeedTheirProgram() {
        assertRefused(
                "there is no seed0.py in '%s'. Give its folder with --peers-dir, or leave --peers out."
                        .formatted(folder),
                "--peers",
                "python3",
                "--peers-dir",
                folder.toString());
    }

    @Test
    void figuresNeedAFolderThatExists() {
        Path missing = folder.resolve("missing");
        assertRefused(
                "there is no folder '%s' for the figures. Make it, or give another file with --json."
                        .formatted(missing),
                "--json",
                missing.resolve("figures.jsonl").toString());
    }

    private static void assertRefused(String sentence, String... words) {
        assertThatThrownBy(() -> BenchOptions.of(List.of(words)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @Test
    void aWordThatIsNotAllowedHasTheExitCodeOfEveryCommand() {
        assertThatThrownBy(() -> BenchOptions.of(List.of("--rounds", "x")))
                .hasMessage("--rounds needs a whole number but got 'x'. 9 is usual.")
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        failure -> assertThat(Bench.exitCode(failure)).isEqualTo(2));
        assertThat(Bench.exitCode(new StorageException("the disk is full."))).isEqualTo(1);
    }
}
