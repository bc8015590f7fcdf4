// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.error.ConfigException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A PyTorch that stays loaded and measures when asked. In between it is stopped, where the system has a {@code kill} for that:
 * one that waits by itself lets its threads spin for a while, and what is measured meanwhile has a core less.
 */
final class PeerServer implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double WINDOW_SECONDS = 0.3;

    private final Process process;
    private final PrintWriter questions;
    private final BufferedReader answers;
    private final String version;

    PeerServer(Path python, Path folder, PeerPrograms.Script script, PeerPrograms.Allocator allocator) {
        try {
            process = PeerPrograms.process(python, folder, script, allocator, List.of("serve"))
                    .start();
        } catch (IOException e) {
            throw new ConfigException(
                    "the Python '%s' does not start (%s). Give one that has PyTorch with --peers, or leave it out."
                            .formatted(python, e.getMessage()),
                    e);
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(process::destroyForcibly)); // where this one is ended from outside
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
        JsonNode hello = answer();
        version = "PyTorch %s, %d threads unless the table says 1"
                .formatted(hello.path("torch").asString(), hello.path("threads").asInt());
        signal("STOP");
    }

    String version() {
        return version;
    }

    /** Milliseconds of one call, the median of a window. */
    double milliseconds(String what, String words) {
        signal("CONT");
        questions.println("%s %s %s".formatted(WINDOW_SECONDS, what, words));
        double milliseconds = answer().path("ms").asDouble();
        signal("STOP");
        return milliseconds;
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return; // no such program: it waits by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new ConfigException(
                        "the Python program ended early; its own words stand above. Mend it, or leave --peers out.");
            }
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the Python program cannot be heard", e);
        }
    }

    @Override
    public void close() {
        questions.close();
        process.destroyForcibly(); // one that is stopped hears nothing else
    }
}
