// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many fused multiply-adds in float32 one core does per nanosecond on data that stays in its first cache. Machines
 * and minutes differ: a throughput figure is only worth something divided by this one, taken beside it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class MultiplyAddPeak {
    private static final int LENGTH = 2048; // 8 KiB: stays in any first-level cache
    private static final int ROUNDS = 64;

    private final float[] values = new float[LENGTH];

    /** Starts from ones. */
    @Setup
    public void fill() {
        Arrays.fill(values, 1f);
    }

    /** One multiply-add per value and round; 0.5 and 0.5 keep every value at exactly 1, far from slow tiny numbers. */
    @Benchmark
    @OperationsPerInvocation(LENGTH * ROUNDS)
    public float[] multiplyAdd() {
        float[] v = values;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LENGTH; i++) {
                v[i] = Math.fma(v[i], 0.5f, 0.5f);
            }
        }
        return v;
    }
}
