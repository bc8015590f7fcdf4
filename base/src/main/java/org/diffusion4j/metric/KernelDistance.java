// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;

/**
 * The squared maximum mean discrepancy of two sets under the kernel (x·y / d + 1)³, estimated without bias and averaged
 * over blocks drawn from both: what KID is (Bińkowski et al. 2018). Near 0, and sometimes below it, for sets of one
 * distribution, whatever their number.
 *
 * @param mean over the blocks
 * @param deviation standard deviation of one block
 * @param blocks how many
 * @param blockSize rows of each set in a block
 */
public record KernelDistance(double mean, double deviation, int blocks, int blockSize) {
    /** Rows of a block in the literature; smaller sets have smaller blocks. */
    public static final int USUAL_BLOCK = 1000;

    /**
     * The distance by {@code blocks} blocks of as many rows as both sets have, at most {@link #USUAL_BLOCK}.
     *
     * @param blocks at least 1
     * @param seed of the choice of rows; the same seed chooses the same
     * @throws ConfigException if a set has fewer than 2 rows, or there is no block
     */
    public static KernelDistance between(Features a, Features b, int blocks, long seed) {
        a.requireSameSize(b);
        int size = Math.min(USUAL_BLOCK, Math.min(a.count(), b.count()));
        if (size < 2 || blocks < 1) {
            throw new ConfigException(
                    "a kernel distance was asked for with %d blocks of sets of %d and %d rows; it needs 1 block and 2 rows of each. Draw more samples."
                            .formatted(blocks, a.count(), b.count()));
        }
        double sum = 0;
        double squares = 0;
        for (int block = 0; block < blocks; block++) {
            RandomStream draws = RandomStream.of(seed, "kernel distance", block);
            double one = unbiased(a.rows(chosen(draws, a.count(), size)), b.rows(chosen(draws, b.count(), size)));
            sum += one;
            squares += one * one;
        }
        double mean = sum / blocks;
        return new KernelDistance(mean, Math.sqrt(Math.max(0, squares / blocks - mean * mean)), blocks, size);
    }

    private static int[] chosen(RandomStream draws, int count, int size) {
        return java.util.Arrays.copyOf(draws.permutation(count), size);
    }

    /** The estimate from all pairs of two sets, those of a row with itself left out. */
    static double unbiased(Features a, Features b) {
        return within(a) + within(b) - 2 * across(a, b);
    }

    private static double within(Features x) {
        double sum = 0;
        for (int i = 0; i < x.count(); i++) {
            for (int j = 0; j < i; j++) {
                sum += kernel(x, i, x, j);
            }
        }
        return 2 * sum / ((double) x.count() * (x.count() - 1));
    }

    private static double across(Features x, Features y) {
        double sum = 0;
        for (int i = 0; i < x.count(); i++) {
            for (int j = 0; j < y.count(); j++) {
                sum += kernel(x, i, y, j);
            }
        }
        return sum / ((double) x.count() * y.count());
    }

    private static double kernel(Features x, int i, Features y, int j) {
        double k = x.product(i, y, j) / x.size() + 1;
        return k * k * k;
    }
}
