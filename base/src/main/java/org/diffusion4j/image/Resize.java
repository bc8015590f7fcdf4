// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.Arrays;

/**
 * Resizing that gives the bits of Pillow: weights in fixed point of 22 bits, the rows first, rounded to 8 bits between
 * the passes. Figures of picture quality move visibly with the resize rule, so it is the one that the rest of the world
 * uses. Pictures with opacity are multiplied by it first, so that invisible colours do not bleed.
 */
final class Resize {
    private static final int FRACTION_BITS = 22;

    private Resize() {}

    /** The weights of one pass: output pixel i is the sum of {@code weights[i][j]} · input {@code first[i] + j}. */
    private static final class Kernel {
        private final int[] first;
        private final int[][] weights;

        private Kernel(int out) {
            first = new int[out];
            weights = new int[out][];
        }

        static Kernel of(int in, int out, Filter filter) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = filter.support() * stretch;
            Kernel kernel = new Kernel(out);
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int low = Math.max((int) (centre - support + 0.5), 0);
                int high = Math.min((int) (centre + support + 0.5), in);
                double[] exact = new double[high - low];
                double sum = 0;
                for (int j = 0; j < exact.length; j++) {
                    exact[j] = filter.weight((j + low - centre + 0.5) * (1.0 / stretch));
                    sum += exact[j];
                }
                kernel.first[i] = low;
                kernel.weights[i] = new int[exact.length];
                for (int j = 0; j < exact.length; j++) {
                    double fixed = exact[j] / sum * (1 << FRACTION_BITS);
                    kernel.weights[i][j] = (int) (fixed + (fixed < 0 ? -0.5 : 0.5));
                }
            }
            return kernel;
        }
    }

    static Picture of(Picture picture, int width, int height, Filter filter) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        Picture.requireSides(width, height);
        int channels = picture.channels();
        byte[] samples = channels == 4 ? Premultiplied.of(picture.raw()) : picture.raw();
        if (width != picture.width()) {
            Kernel kernel = Kernel.of(picture.width(), width, filter);
            samples = rows(samples, picture.width(), picture.height(), channels, kernel);
        }
        if (height != picture.height()) {
            samples = columns(samples, width * channels, Kernel.of(picture.height(), height, filter));
        }
        return new Picture(width, height, channels, channels == 4 ? Premultiplied.undone(samples) : samples);
    }

    private static byte[] rows(byte[] in, int inWidth, int height, int channels, Kernel kernel) {
        int outWidth = kernel.first.length;
        byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(outWidth, height), channels)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < outWidth; x++) {
                int[] weights = kernel.weights[x];
                int from = (y * inWidth + kernel.first[x]) * channels;
                for (int c = 0; c < channels; c++) {
                    int sum = 1 << (FRACTION_BITS - 1);
                    for (int j = 0; j < weights.length; j++) {
                        sum += (in[from + j * channels + c] & 255) * weights[j];
                    }
                    out[(y * outWidth + x) * channels + c] = rounded(sum);
                }
            }
        }
        return out;
    }

    private static byte[] columns(byte[] in, int rowSamples, Kernel kernel) {
        byte[] out = new byte[Math.multiplyExact(rowSamples, kernel.first.length)];
        int[] sums = new int[rowSamples];
        for (int y = 0; y < kernel.first.length; y++) {
            Arrays.fill(sums, 1 << (FRACTION_BITS - 1));
            int[] weights = kernel.weights[y];
            for (int j = 0; j < weights.length; j++) { // whole rows, because they lie together in memory
                int from = (kernel.first[y] + j) * rowSamples;
                for (int i = 0; i < rowSamples; i++) {
                    sums[i] += (in[from + i] & 255) * weights[j];
                }
            }
            for (int i = 0; i < rowSamples; i++) {
                out[y * rowSamples + i] = rounded(sums[i]);
            }
        }
        return out;
    }

    private static byte rounded(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
}
