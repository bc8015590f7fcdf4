// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** A run of an image system at the size that is compared: ten steps, the whole chain of blend, one evaluation or filling. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class ImageSampleBenchmark {
    /** Which. */
    @Param({"sprites", "blend", "classes", "unet2d", "mat"})
    private String system = "";

    private @Nullable ImageSteps steps;

    /** Makes it. */
    @Setup(Level.Trial)
    public void make() {
        Subject subject = Subject.named(system);
        steps = ImageSteps.of(subject, subject.sampleBatches().get(0));
    }

    /** Frees it. */
    @TearDown(Level.Trial)
    public void free() {
        if (steps != null) {
            steps.close();
        }
    }

    /** One run. */
    @Benchmark
    public double run() {
        if (steps == null) {
            throw new IllegalStateException("nothing was made");
        }
        return steps.window();
    }
}
