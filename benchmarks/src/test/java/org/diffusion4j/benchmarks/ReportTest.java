// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Series OURS = new Series("ours", false, new double[] {1, 3});
    private static final Series PLAIN = new Series("eager", true, new double[] {4, 6});
    private static final Series BEST = new Series("compiled", false, new double[] {2, 4});

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void aComparisonEndsWithOurSharesRoundByRound() {
        report(Optional.empty()).comparison("step", "quiet", List.of(OURS, PLAIN, BEST));
        assertThat(text().lines())
                .contains("step", "quiet")
                .anyMatch(line -> line.matches("share of plain PyTorch \\(eager\\) +0\\.375 +0\\.250 +0\\.500"))
                .anyMatch(line -> line.matches("share of the best \\(compiled\\) +0\\.625 +0\\.500 +0\\.750"));
    }

    @Test
    void aTableComparesNothing() {
        report(Optional.empty()).table("noise", "quiet", List.of(OURS, PLAIN));
        assertThat(text().lines()).hasSize(6).noneMatch(line -> line.startsWith("share"));
    }

    @Test
    void everyRowIsALineOfJson() throws IOException {
        Path json = folder.resolve("figures.jsonl");
        report(Optional.of(json)).table("noise", "quiet", List.of(OURS, PLAIN));
        assertThat(Files.readAllLines(json))
                .hasSize(2)
                .first()
                .asString()
                .contains("\"what\":\"noise\"", "\"who\":\"ours\"", "\"median\":2.0", "\"rounds\":2");
    }

    @Test
    void figuresThatCannotBeWrittenAreASentence() {
        Report report = report(Optional.of(folder));
        assertThatThrownBy(() -> report.table("noise", "quiet", List.of(OURS)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the figures cannot be written to " + folder)
                .hasMessageEndingWith("Give a file in a folder that exists and may be written.");
    }

    private Report report(Optional<Path> json) {
        return new Report(new PrintStream(written, true, StandardCharsets.UTF_8), json);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
