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

/** A PyTorch that stays loaded and measures when asked; it waits in between. */
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
        questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
        JsonNode hello = answer();
        version = "PyTorch %s, %d threads unless the table says 1"
                .formatted(hello.path("torch").asString(), hello.path("threads").asInt());
    }

    String version() {
        return version;
    }

    /** Milliseconds of one call, the median of a window. */
    double milliseconds(String what, String words) {
        questions.println("%s %s %s".formatted(WINDOW_SECONDS, what, words));
        return answer().path("ms").asDouble();
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
        questions.close(); // the end of its input is its end
        process.destroy();
    }
}
