// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffusion4j.tensor.Engine;

/** How PyTorch's side is started: as a user starts it, and at its best. */
final class PeerPrograms {
    /** Freed memory is kept by the process, in a pool for each core and in large pages, as the launcher sets it for ours. */
    private static final Map<String, String> KEEP = Map.of(
            "MALLOC_TRIM_THRESHOLD_", "4294967296",
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_ARENA_MAX", Integer.toString(Engine.cores()),
            "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    /** Of whoever started ours; they would change how the threads of theirs wait for work. */
    private static final List<String> OTHERS = List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT");

    private PeerPrograms() {}

    /** Which of our small programs around theirs. */
    enum Script {
        SPIRAL("spiral_peer.py", "seed0.py"),
        IMAGES("image_peer.py", "seed1.py");

        private final String resource;
        private final String needed;

        Script(String resource, String needed) {
            this.resource = resource;
            this.needed = needed;
        }

        /** A file that the folder of the peers must have for it. */
        String needed() {
            return needed;
        }

        private String text() {
            try (InputStream in = PeerPrograms.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(resource + " is missing from the class path");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(resource + " cannot be read", e);
            }
        }
    }

    /** What the C library does with freed memory: its own habit, or as in our process. */
    enum Allocator {
        PLAIN,
        KEEPING;

        /** For the tables. */
        String words() {
            return this == PLAIN ? "" : ", memory kept";
        }
    }

    /** A process that runs a script with these words. */
    static ProcessBuilder process(Path python, Path folder, Script script, Allocator allocator, List<String> words) {
        List<String> command = new ArrayList<>(List.of(python.toString(), "-c", script.text(), folder.toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        OTHERS.forEach(environment::remove);
        KEEP.keySet().forEach(environment::remove);
        if (allocator == Allocator.KEEPING) {
            environment.putAll(KEEP);
        }
        return builder;
    }

    /** For the table: {@code "compile fused 1"} as {@code "PyTorch compile, fused, 1 thread"}. */
    static String name(String words, Allocator allocator) {
        List<String> parts = Stream.of(words.split(" "))
                .map(word -> word.equals("1") ? "1 thread" : word)
                .toList();
        return "PyTorch " + String.join(", ", parts) + allocator.words();
    }
}
