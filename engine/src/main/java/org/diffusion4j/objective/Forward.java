// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

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
     * Both weights at some times, as columns that broadcast over a row's numbers.
     *
     * @param signal a, float32 (B, 1, …)
     * @param spread s, float32 (B, 1, …)
     */
    public record Columns(Tensor signal, Tensor spread) {
        /** x0 and noise (B, …) -> xT (B, …). */
        public Tensor noised(Tensor x0, Tensor noise) {
            return x0.mul(signal).addcmul_(noise, spread);
        }
    }

    /** The weights at {@code times}, one for each row of a batch of {@code dimensions} dimensions, on {@code device}. */
    public Columns at(int[] times, long dimensions, Device device) {
        return new Columns(column(signal, times, dimensions, device), column(spread, times, dimensions, device));
    }

    private static Tensor column(IntToDoubleFunction weight, int[] times, long dimensions, Device device) {
        float[] values = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            values[i] = (float) weight.applyAsDouble(times[i]);
        }
        long[] shape = new long[Math.toIntExact(dimensions)];
        Arrays.fill(shape, 1);
        shape[0] = times.length;
        return Tensors.on(device, Tensors.of(values, shape));
    }
}
