// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.diffusion4j.error.ConfigException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs from their start to their end, as a person at a shell waits for them. */
final class WholeProcess {
    /** The launcher tells where it is, so that it is measured too. */
    static final String LAUNCHER = "diffusion4j.launcher";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private WholeProcess() {}

    /** The command {@code d4j} with these words. */
    static ProcessBuilder d4j(String... words) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new ConfigException(
                    "whole processes can only be measured if the launcher is known. Start with './d4j bench'.");
        }
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    /** 2,000 iterations of the spiral to saved weights, in a run folder below {@code runs}, without pictures. */
    static ProcessBuilder training(Path runs) {
        return d4j("train", "spiral", "--no-pictures", "--set", "train.steps=2000", "--runs", runs.toString());
    }

    /**
     * Starts it and waits.
     *
     * @throws ConfigException with its last words if it fails
     */
    static double milliseconds(ProcessBuilder program) {
        return ran(program).milliseconds();
    }

    /** The number under {@code key} in the object that it prints last, as {@link #milliseconds} otherwise. */
    static double number(ProcessBuilder program, String key) {
        return object(program, node -> node.path(key).asDouble());
    }

    /** What {@code reading} finds in that object. */
    static <T> T object(ProcessBuilder program, Function<JsonNode, T> reading) {
        String said = ran(program).said();
        return reading.apply(MAPPER.readTree(said.substring(said.lastIndexOf('{'))));
    }

    /** How long a process took, and all it printed. */
    private record Ran(double milliseconds, String said) {}

    private static Ran ran(ProcessBuilder program) {
        try {
            Path words = Files.createTempFile("d4j-benchmark", ".log");
            program.redirectErrorStream(true).redirectOutput(words.toFile());
            long start = System.nanoTime();
            int exitCode = program.start().waitFor();
            double milliseconds = (System.nanoTime() - start) / 1e6;
            String said = Files.readString(words).strip();
            Files.delete(words);
            if (exitCode != 0) {
                throw new ConfigException("a measured program ended with exit code %d: %s. Its last words: %s"
                        .formatted(exitCode, brief(program.command()), said.substring(said.lastIndexOf('\n') + 1)));
            }
            return new Ran(milliseconds, said);
        } catch (IOException e) {
            throw new UncheckedIOException("a program cannot be measured: " + brief(program.command()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program was measured", e);
        }
    }

    /** Without a whole script in it. */
    private static String brief(List<String> command) {
        return String.join(
                " ", command.stream().filter(word -> !word.contains("\n")).toList());
    }
}
