// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processor as the platform describes it.
 *
 * @param model its own name, or the architecture where the platform does not tell
 * @param flags what it can do, in the words of {@code /proc/cpuinfo}; empty where there is no such file
 */
record Processor(String model, Set<String> flags) {
    Processor {
        flags = Set.copyOf(flags);
    }

    /** This machine's. */
    static Processor ofMachine() {
        return Machine.PROCESSOR;
    }

    /** What the platform tells takes a moment, and does not change. */
    private static final class Machine {
        private static final Processor PROCESSOR = read();
    }

    private static Processor read() {
        Path linux = Path.of("/proc/cpuinfo");
        try {
            return Files.isReadable(linux) ? parse(Files.readAllLines(linux)) : unknown();
        } catch (IOException | UncheckedIOException e) {
            // Only facts for people to read: an unreadable file is no reason to stop.
            return unknown();
        }
    }

    static Processor parse(List<String> cpuinfo) {
        String model = first(cpuinfo, "model name");
        return new Processor(
                model.isEmpty() ? System.getProperty("os.arch", "unknown") : model,
                Set.of(first(cpuinfo, "flags").split("\\s+")));
    }

    /**
     * The best instructions that matrix code can use here.
     *
     * @param capability what libtorch says it uses, for example {@code "AVX2"}
     */
    String level(String capability) {
        String used = capability.toLowerCase(Locale.ROOT);
        List<String> more = Stream.of("avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8", "asimd", "sve")
                .filter(flags::contains)
                .toList();
        return more.isEmpty() ? used : "%s (the processor has %s too)".formatted(used, String.join(", ", more));
    }

    /** Whether there are instructions for matrices in bfloat16; without them it is slower than float32. */
    boolean hasBfloat16() {
        return Stream.of("avx512_bf16", "amx_bf16", "bf16").anyMatch(flags::contains);
    }

    private static Processor unknown() {
        return new Processor(
                Objects.requireNonNullElse(
                        System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch", "unknown")),
                Set.of());
    }

    private static String first(List<String> cpuinfo, String key) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
