// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.random.RandomStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One picture filled by the official generator with drawn weights, and the most memory that the process ever had. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 5)
@Fork(1)
public class MatForwardBenchmark {
    /** Side of the picture. */
    @Param({"256", "512"})
    public int resolution;

    /** The number format. */
    @Param({"FLOAT32", "BFLOAT16"})
    public Compute compute = Compute.FLOAT32;

    private Optional<MatModel> model = Optional.empty();
    private long seed;

    /** Draws the weights. */
    @Setup(Level.Trial)
    public void make() {
        model = Optional.of(MatModel.drawn("mat-" + resolution, "cpu", compute));
    }

    /** One fill of a quarter of a grey picture. */
    @Benchmark
    public double fill() {
        try (PointerScope scope = new PointerScope()) {
            MatModel mat = model.orElseThrow();
            Tensor image = torch.zeros(1, 3, resolution, resolution);
            Tensor known = torch.ones(1, 1, resolution, resolution);
            known.narrow(2, resolution / 4, resolution / 2)
                    .narrow(3, resolution / 4, resolution / 2)
                    .zero_();
            RowDraws draws = new RowDraws(RandomStream.of(seed++, "benchmark"), 0, 1, mat.device());
            return mat.fill(image, known, draws, Truncation.NONE).image().sum().item_double();
        }
    }

    /** Frees it, and says what it took where Linux tells. */
    @TearDown(Level.Trial)
    public void free() throws IOException {
        model.orElseThrow().close();
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .forEach(System.out::println);
        }
    }
}
