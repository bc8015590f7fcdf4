// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.function.IntToDoubleFunction;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Puts noise on clean rows: xT = a(t) · x0 + s(t) · ε, with another time for every row.
 *
 * @param signal a(t), the weight of the clean row
 * @param spread s(t), the weight of the noise
 */
public record Forward(IntToDoubleFunction signal, IntToDoubleFunction spread) {
    /** a = √ᾱ, s = √(1−ᾱ): the variance is preserved (Ho et al. 2020, eq. 4). */
    public static Forward of(NoiseSchedule schedule) {
        return new Forward(schedule::sqrtAlphaBar, schedule::sqrtOneMinusAlphaBar);
    }

    /** a = √ᾱ, s = 1−ᾱ: too little noise, as the code of the sprite seed has it; for weights trained with that. */
    public static Forward withoutRoot(NoiseSchedule schedule) {
        return new Forward(schedule::sqrtAlphaBar, t -> 1 - schedule.alphaBar(t));
    }

    /** a = 1 − share of noise, s = share of noise: the straight line from noise (level 0) to clean. */
    public static Forward of(LinearBlend blend) {
        return new Forward(level -> 1 - blend.noiseShare(level), blend::noiseShare);
    }

    /**
     * Noisy rows. Plain arrays: for small batches a handful of tensor operations costs more than this loop, for large
     * ones it is less than a thousandth of the network.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param noise shaped like x0
     * @param times t of each row, (B)
     * @return xT, shaped like x0
     */
    public float[] noised(float[] x0, float[] noise, int... times) {
        float[] xT = new float[x0.length];
        int each = x0.length / times.length;
        for (int row = 0; row < times.length; row++) {
            double a = signal.applyAsDouble(times[row]);
            double s = spread.applyAsDouble(times[row]);
            for (int i = row * each; i < (row + 1) * each; i++) {
                xT[i] = (float) (a * x0[i] + s * noise[i]);
            }
        }
        return xT;
    }
}
