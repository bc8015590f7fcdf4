// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import org.diffusion4j.data.Spiral;
import org.diffusion4j.model.Model;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Hides one clean point under more and more noise and lets the model complete it many times: the later in time, the less
 * is left of the point, and the wider the answers spread.
 */
public final class RepeatedDenoising {
    private static final int REPEATS = 64;

    private RepeatedDenoising() {}

    /** The first word names the model (default: spiral). */
    public static void main(String[] words) {
        run(words.length > 0 ? words[0] : "spiral", 20, 100, 200, 400);
    }

    /** For each of the times, the standard deviation of the answers around their mean. */
    static double[] run(String nameOrPath, int... times) {
        double[] spreads = new double[times.length];
        try (Model model = Model.open(nameOrPath)) {
            for (int i = 0; i < times.length; i++) {
                float[] noisy = noisy(model.schedule(), times[i]);
                spreads[i] = spread(model.denoise(noisy, times[i], 5).values());
                System.out.printf("from time %3d: answers spread by %.3f%n", times[i], spreads[i]);
            }
        }
        return spreads;
    }

    /** A point of the curve with the noise of time t, as often as it is to be completed. */
    private static float[] noisy(NoiseSchedule schedule, int t) {
        float[] curve = Spiral.curve(2048);
        float[] noise = new float[3];
        RandomStream.of(1, "noise").fillNormal(noise, 0, 3);
        float[] points = new float[3 * REPEATS];
        for (int i = 0; i < points.length; i++) {
            int axis = i % 3;
            points[i] = (float) (schedule.sqrtAlphaBar(t) * curve[3 * 1024 + axis]
                    + schedule.sqrtOneMinusAlphaBar(t) * noise[axis]);
        }
        return points;
    }

    private static double spread(float[] points) {
        double[] mean = new double[3];
        for (int i = 0; i < points.length; i++) {
            mean[i % 3] += (double) points[i] / REPEATS;
        }
        double squares = 0;
        for (int i = 0; i < points.length; i++) {
            squares += Math.pow(points[i] - mean[i % 3], 2);
        }
        return Math.sqrt(squares / REPEATS);
    }
}
