// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.concurrent.TimeUnit;
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

/** A whole training step of an image system at the size that is compared. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class ImageStepBenchmark {
    /** Which. */
    @Param({"sprites", "blend", "classes"})
    private String system = "";

    private TrainingSteps training = new TrainingSteps(Subject.SPIRAL);

    /** Makes it. */
    @Setup(Level.Trial)
    public void make() {
        training.close();
        training = new TrainingSteps(Subject.named(system));
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        training.close();
    }

    /** One step. */
    @Benchmark
    public long[] step() {
        return training.steps(1);
    }
}
