// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** A whole training step of the spiral at batch 64, as the trainer does it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class SpiralStepBenchmark {
    private static final int STEPS = 100;

    private final TrainingSteps training = new TrainingSteps(Subject.SPIRAL);

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        training.close();
    }

    /** One step. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long[] step() {
        return training.steps(STEPS);
    }
}
