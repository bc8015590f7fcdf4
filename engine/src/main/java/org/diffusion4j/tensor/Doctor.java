// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;

/**
 * What this machine, this JVM and the native library are to each other: the facts that explain speed and failures, a
 * short measured peak, and warnings in sentences.
 *
 * @param facts in the order in which a person reads them
 * @param peak measured at this minute
 * @param warnings what is wrong and what to do; empty if nothing is
 */
public record Doctor(List<Fact> facts, PeakLoop peak, List<String> warnings) {
    /** One line of the table. */
    public record Fact(String name, String value) {}

    public Doctor {
        facts = List.copyOf(facts);
        warnings = List.copyOf(warnings);
    }

    /**
     * Looks at everything; the libraries are loaded for it.
     *
     * @param perLoop how long each of the peak loops runs; half a second is usual
     * @throws ConfigException if the duration is not above 0
     */
    public static Doctor examine(Duration perLoop) {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            return examineInScope(perLoop);
        }
    }

    private static Doctor examineInScope(Duration perLoop) {
        Processor processor = Processor.ofMachine();
        Memory memory = Memory.ofProcess();
        PeakLoop peak = PeakLoop.measure(perLoop);
        Path cache = MemoryCheck.cacheFolder();
        String capability = torch.get_cpu_capability().getString();
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("diffusion4j", projectVersion()),
                new Fact("system", system()),
                new Fact("java", System.getProperty("java.vm.name") + " " + Runtime.version()),
                new Fact("largest heap", gigabytes(Runtime.getRuntime().maxMemory())),
                new Fact("processor", processor.model()),
                new Fact("instructions", processor.level(capability)),
                new Fact("cores", Integer.toString(Engine.cores())),
                new Fact("threads", "libtorch %d, OpenBLAS %d".formatted(peak.threads(), blasThreads())),
                new Fact("BLAS", torch.hasMKL() ? "MKL" : "OpenBLAS"),
                new Fact("oneDNN", torch.hasMKLDNN() ? "yes" : "no"),
                new Fact("devices", String.join(", ", Devices.found())),
                new Fact("device 'auto'", Devices.describe(Devices.of("auto"))),
                new Fact("natives", "%s for %s".formatted(NativeVersions.line(), Loader.getPlatform())),
                new Fact("unpacked in", "%s (%s)".formatted(cache, gigabytes(size(cache)))),
                new Fact(
                        "memory",
                        "%s available of %s%s"
                                .formatted(
                                        gigabytes(memory.available()),
                                        gigabytes(memory.physical()),
                                        memory.limit() == Memory.UNKNOWN
                                                ? ""
                                                : ", limit " + gigabytes(memory.limit()))),
                new Fact("3x3 convolution", gigaflops(peak.convolution())),
                new Fact("matrix product", gigaflops(peak.product())),
                new Fact("as 1x1 convolution", gigaflops(peak.productAsConvolution()))));
        peak.halfConvolution().ifPresent(value -> facts.add(new Fact("convolution in bf16", gigaflops(value))));
        peak.halfProduct().ifPresent(value -> facts.add(new Fact("product in bf16", gigaflops(value))));
        return new Doctor(
                facts,
                peak,
                warnings(memory, blasThreads(), torch.hasMKLDNN(), hasNvidiaCard() && !torch.cuda_is_available()));
    }

    /** The facts in two columns, then the warnings, a line each. */
    public String table() {
        int width = facts.stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
        Stream<String> rows = facts.stream().map(fact -> ("%-" + width + "s  %s").formatted(fact.name(), fact.value()));
        Stream<String> ends = warnings.isEmpty()
                ? Stream.of("Nothing is wrong.")
                : warnings.stream().map(warning -> "Warning: " + warning);
        return Stream.of(rows, Stream.of(""), ends).flatMap(lines -> lines).collect(Collectors.joining("\n"));
    }

    static List<String> warnings(Memory memory, int blasThreads, boolean hasOneDnn, boolean cardUnused) {
        List<String> warnings = new ArrayList<>();
        if (memory.available() != Memory.UNKNOWN && memory.available() < 2L << 30) {
            warnings.add(
                    "Only %s of memory are available, and training pictures takes 2 GB or more. End other programs or use a smaller batch."
                            .formatted(gigabytes(memory.available())));
        }
        if (blasThreads != 1) {
            warnings.add(
                    "OpenBLAS runs on %d threads, which makes small networks up to ten times slower; 1 is right. Remove what sets it in this process."
                            .formatted(blasThreads));
        }
        if (!hasOneDnn) {
            warnings.add(
                    "This build of libtorch has no oneDNN, so convolutions are several times slower. Use the build from Maven Central for this platform.");
        }
        if (cardUnused) {
            warnings.add(
                    "There is an NVIDIA card, but the native library in use cannot reach it. Build with 'mvn -Pgpu' and check that the driver and the CUDA runtime are installed.");
        }
        return warnings;
    }

    private static int blasThreads() {
        return openblas.blas_get_num_threads();
    }

    private static boolean hasNvidiaCard() {
        return Files.exists(Path.of("/proc/driver/nvidia/version"));
    }

    private static String projectVersion() {
        return Objects.requireNonNullElse(Doctor.class.getPackage().getImplementationVersion(), "development");
    }

    private static String system() {
        return Stream.of("os.name", "os.version", "os.arch")
                .map(System::getProperty)
                .collect(Collectors.joining(" "));
    }

    private static String gigaflops(double value) {
        return String.format(Locale.ROOT, "%.0f GFLOP/s", value);
    }

    private static String gigabytes(long bytes) {
        return bytes == Memory.UNKNOWN ? "unknown" : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            // Another process may be unpacking there; the size is a fact for people, no reason to stop.
            return Memory.UNKNOWN;
        }
    }
}
