// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as a newcomer runs it, and how good its result must be. */
@Tag("slow")
class QuickstartTest {
    private static final Pattern QUALITY =
            Pattern.compile("quality: median=(\\d\\.\\d{3}) p95=(\\d\\.\\d{3}) coverage=(\\d\\.\\d{3})");

    private final Captured captured = new Captured();

    @TempDir
    private Path runs;

    @Test
    void aSpiralIsLearntDrawnAndGoodEnough() {
        assertThat(new Main(captured.terminal()).run("quickstart", "--runs", runs.toString()))
                .isZero();
        List<String> lines = captured.out().lines().toList();
        List<String> end = lines.subList(Math.max(0, lines.size() - 20), lines.size());
        assertThat(end).filteredOn(line -> line.startsWith("quality:")).hasSize(1);

        Matcher quality = QUALITY.matcher(end.get(end.size() - 1));
        assertThat(quality.matches()).isTrue();
        assertThat(Double.parseDouble(quality.group(1))).as("median distance").isLessThanOrEqualTo(0.07);
        assertThat(Double.parseDouble(quality.group(2))).as("95th percentile").isLessThanOrEqualTo(0.2);
        assertThat(Double.parseDouble(quality.group(3))).as("coverage").isLessThanOrEqualTo(0.05);

        assertThat(end)
                .filteredOn(line -> line.matches("(animation|picture|weights): .*"))
                .hasSizeGreaterThanOrEqualTo(9)
                .allSatisfy(line -> assertThat(Path.of(line.substring(line.indexOf(' ') + 1)))
                        .satisfies(file -> assertThat(Files.size(file)).isGreaterThan(1000)));
    }
}
