// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.LinearSvm;
import org.diffusion4j.metric.PairedDiscrimination;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.metric.StructuralSimilarity;

/** Distances of pictures, of sets of features, and the way from numbers to bytes. */
final class MatMetrics {
    static final Map<String, MatCase.Check> CHECKS =
            Map.of("metrics", MatMetrics::metrics, "generate_image output", MatMetrics::bytes);

    private static final String NAMES = "mat/metrics/";
    private static final double CONTRAST = 0.8;
    private static final double NOISE = 0.5;

    private MatMetrics() {}

    private static void metrics(MatCase one) {
        if (one.config().has("shape_hwc")) {
            pictures(one);
        } else {
            features(one);
        }
    }

    private static int[] filledBytes(String name, int count) {
        float[] r = new Fill(0, 1).values(NAMES + name, count);
        int[] bytes = new int[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = clipped((int) Math.floor((r[i] + 1) * 128));
        }
        return bytes;
    }

    private static int clipped(int sample) {
        return Math.max(0, Math.min(255, sample));
    }

    private static void pictures(MatCase one) {
        long[] shape = one.config().at("shape_hwc").shape();
        int count = Node.requireElements("shape_hwc", shape);
        int[] a = filledBytes("a", count);
        int[] d = filledBytes("d", count);
        int[] b = new int[count];
        for (int i = 0; i < count; i++) {
            b[i] = clipped(a[i] + d[i] / 8 - 16);
        }
        Picture first = picture(a, shape);
        Picture second = picture(b, shape);
        one.check("psnr", PictureDistance.psnr(first, second));
        one.check("ssim", StructuralSimilarity.of(first, second));
        one.check("l1", PictureDistance.l1(first, second));
        one.check("first_bytes_a", beginning(a, one, "first_bytes_a"));
        one.check("first_bytes_b", beginning(b, one, "first_bytes_b"));
    }

    private static Picture picture(int[] samples, long... hwc) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return Picture.of((int) hwc[1], (int) hwc[0], (int) hwc[2], bytes);
    }

    private static double[] beginning(int[] samples, MatCase one, String output) {
        double[] first = new double[one.output(output).at("values").numbers().length];
        for (int i = 0; i < first.length; i++) {
            first[i] = samples[i];
        }
        return first;
    }

    private static void features(MatCase one) {
        int n = one.config().at("n").steps();
        int d = one.config().at("d").steps();
        double[] shift = one.config().at("shift").numbers(d);
        double[][] real = rows("real", n, d);
        double[][] noise = rows("noise", n, d);
        double[][] filled = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                filled[i][j] = CONTRAST * real[i][j] + NOISE * noise[i][j] + shift[j];
            }
        }
        one.check("svm_v", LinearSvm.train(real, filled));
        PairedDiscrimination scores = PairedDiscrimination.of(real, filled);
        one.check("u_ids", scores.unpaired());
        one.check("p_ids", scores.paired());
    }

    /** Fills in double, not rounded. */
    private static double[][] rows(String name, int n, int d) {
        float[] r = new Fill(0, 1).values(NAMES + name, n * d); // exact in float32
        double[][] rows = new double[n][d];
        for (int i = 0; i < n * d; i++) {
            rows[i / d][i % d] = Math.sqrt(3) * r[i];
        }
        return rows;
    }

    private static void bytes(MatCase one) {
        double[] x = one.output("x").at("values").numbers();
        double[] bytes = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            bytes[i] = Picture.sampleOfMat((float) x[i]);
        }
        one.check("byte", bytes);
    }
}
