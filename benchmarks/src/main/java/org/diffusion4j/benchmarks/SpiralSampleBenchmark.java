// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Sampling 1,024 points of the spiral by 500 steps of DDPM: the whole run, and the same run as time per step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class SpiralSampleBenchmark {
    static final int POINTS = 1024;
    static final int STEPS = 500;

    private final Model model = FreshModel.make(Subject.SPIRAL);
    private long seed;

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        model.close();
    }

    /** All points, all steps. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Samples run() {
        return model.sample(POINTS, seed++);
    }

    /** The same, divided by the steps. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(STEPS)
    public Samples step() {
        return run();
    }
}
