// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.ones;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ConfigException;

/**
 * What this machine can do at this minute, by three operators that reach its peak: the yardstick beside every measured
 * time, because clocks, neighbours and temperature change from minute to minute. Runs on the CPU with the threads that
 * the calling thread's operators use.
 *
 * @param convolution GFLOP/s of a 3×3 convolution, 16 images of 64 channels 32², channels-last; median
 * @param product GFLOP/s of a 1024³ matrix product through BLAS; median
 * @param productAsConvolution GFLOP/s of the same product as a 1×1 convolution in channels-last; median
 * @param halfConvolution of the same convolution in bfloat16, where the processor has instructions for it
 * @param halfProduct of the product as a 1×1 convolution in bfloat16, likewise
 * @param threads that the operators used
 */
public record PeakLoop(
        double convolution,
        double product,
        double productAsConvolution,
        OptionalDouble halfConvolution,
        OptionalDouble halfProduct,
        int threads) {
    private static final int N = 1024;
    private static final double PRODUCT_FLOP = 2.0 * N * N * N;
    private static final double CONVOLUTION_FLOP = 2.0 * 16 * 32 * 32 * 64 * 64 * 9;
    private static final long[] ONE = {1, 1};
    private static final long[] NONE = {0, 0};

    /**
     * Measures for {@code each} per operator, after one warming call.
     *
     * @throws ConfigException if the duration is not above 0
     */
    public static PeakLoop measure(Duration each) {
        if (each.isZero() || each.isNegative()) {
            throw new ConfigException(
                    "the peak loop needs a time above 0 but was given %s. Half a second is usual.".formatted(each));
        }
        Engine.start();
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            TensorOptional noBias = new TensorOptional();
            Tensor images = ones(16, 64, 32, 32).contiguous(MemoryFormat.ChannelsLast);
            Tensor kernel = ones(64, 64, 3, 3).contiguous(MemoryFormat.ChannelsLast);
            Tensor a = ones(N, N);
            Tensor asImage = a.view(1, 32, 32, N).permute(0, 3, 1, 2); // (1, N, 32, 32), channels-last
            Tensor asKernel = ones(N, N).view(N, N, 1, 1).contiguous(MemoryFormat.ChannelsLast);
            boolean hasHalf = Processor.ofMachine().hasBfloat16();
            return new PeakLoop(
                    gigaflops(each, CONVOLUTION_FLOP, () -> conv2d(images, kernel, noBias, ONE, ONE, ONE, 1)),
                    gigaflops(each, PRODUCT_FLOP, () -> matmul(a, a)),
                    gigaflops(each, PRODUCT_FLOP, () -> conv2d(asImage, asKernel, noBias, ONE, NONE, ONE, 1)),
                    hasHalf ? inHalf(each, CONVOLUTION_FLOP, images, kernel, ONE) : OptionalDouble.empty(),
                    hasHalf ? inHalf(each, PRODUCT_FLOP, asImage, asKernel, NONE) : OptionalDouble.empty(),
                    torch.get_num_threads());
        }
    }

    private static OptionalDouble inHalf(Duration each, double flop, Tensor images, Tensor kernel, long... padding) {
        Tensor x = images.to(ScalarType.BFloat16);
        Tensor w = kernel.to(ScalarType.BFloat16);
        TensorOptional noBias = new TensorOptional();
        return OptionalDouble.of(gigaflops(each, flop, () -> conv2d(x, w, noBias, ONE, padding, ONE, 1)));
    }

    private static double gigaflops(Duration duration, double flop, Runnable work) {
        once(work); // the first call chooses kernels and touches memory
        long end = System.nanoTime() + duration.toNanos();
        long[] nanos = new long[64];
        int count = 0;
        do {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = once(work);
        } while (System.nanoTime() < end);
        Arrays.sort(nanos, 0, count);
        return flop / nanos[count / 2]; // FLOP per ns is GFLOP per s
    }

    private static long once(Runnable work) {
        try (PointerScope scope = new PointerScope()) {
            long start = System.nanoTime();
            work.run();
            return System.nanoTime() - start;
        }
    }
}
