// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its own process. */
class StartTest {
    @TempDir
    private Path folder;

    private int java(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + folder.resolve("classes.txt"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void helpLoadsNeitherTheEngineNorItsLibraries() throws Exception {
        assertThat(java("--help")).isZero();
        assertThat(folder.resolve("out.txt")).content().contains("completion");
        List<String> watched =
                List.of("org.diffusion4j.", "tools.jackson.", "org.bytedeco.", "org.slf4j.", "ch.qos.", "org.knowm.");
        try (Stream<String> lines = Files.lines(folder.resolve("classes.txt"))) {
            List<String> loaded = lines.map(line -> line.replaceAll("^(\\[[^]]*])+ ", ""))
                    .filter(line -> watched.stream().anyMatch(line::startsWith))
                    .toList();
            assertThat(loaded).isNotEmpty().allMatch(line -> line.startsWith("org.diffusion4j.cli."));
        }
    }

    @Test
    void theProcessEndsWithTheExitCodeAndTheSentenceOnStandardError() throws Exception {
        assertThat(java("complition")).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("err.txt")).content().contains("Did you mean 'completion'?");
        assertThat(folder.resolve("out.txt")).isEmptyFile();
    }
}
