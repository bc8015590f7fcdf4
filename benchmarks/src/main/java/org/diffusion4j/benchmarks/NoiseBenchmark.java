// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.StreamRows;
import org.diffusion4j.tensor.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per normal value in float32: our streams, whose values belong to a place, beside the generator of
 * libtorch, whose values depend on what was drawn before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class NoiseBenchmark {
    private static final int VALUES = 4096;
    private static final int POINTS = 1024;
    /** Steps whose three numbers of a point are whole blocks of its stream. */
    private static final int STEPS = 4;

    private final RandomStream stream = RandomStream.of(1, "noise");
    private final float[] values = new float[VALUES];
    private final StreamRows rows =
            new StreamRows(1, "noise", LongStream.range(0, POINTS).toArray());
    private final List<DoubleBuffer> ofPoints = Stream.generate(() -> DoubleBuffer.allocate(POINTS * 3))
            .limit(STEPS)
            .toList();
    private long at;
    private long row;

    /** Both on one thread. */
    @Setup(Level.Trial)
    public void prepare() {
        Engine.useThreads(1);
    }

    /** One of our values. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public float[] stream() {
        stream.normals(at, values, 0, VALUES);
        at += VALUES;
        return values;
    }

    /** One of ours as sampling points draws them: three of each of many streams, for four steps at once. */
    @Benchmark
    @OperationsPerInvocation(STEPS * POINTS * 3)
    public List<DoubleBuffer> points() {
        rows.draw(row, 3, ofPoints);
        row += STEPS;
        return ofPoints;
    }

    /** One of libtorch's. */
    @Benchmark
    @OperationsPerInvocation(VALUES)
    public long libtorch() {
        try (Tensor drawn = torch.randn(VALUES)) {
            return drawn.numel();
        }
    }
}
