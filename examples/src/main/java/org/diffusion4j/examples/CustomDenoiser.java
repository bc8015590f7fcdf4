// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Tensors;

/**
 * Any function can stand for the network. Here the data are one Gaussian, whose perfect denoiser is a formula: for data
 * N(mean, spread²) the noise in xT = a·x0 + s·ε is best guessed as s·(xT − a·mean) / (a²·spread² + s²).
 */
public final class CustomDenoiser {
    static final double MEAN = 3;
    static final double SPREAD = 0.5;

    private CustomDenoiser() {}

    /** Samples the Gaussian and prints what came out. */
    public static void main(String[] args) {
        double[] values = sample(2000);
        System.out.printf(
                "wanted mean %.3f and spread %.3f, got %.3f and %.3f%n", MEAN, SPREAD, mean(values), spread(values));
    }

    /** {@code count} numbers from the Gaussian, by 50 steps of DDIM from unit noise. */
    static double[] sample(int count) {
        NoiseSchedule schedule = ScheduleConfig.linear(1e-4, 0.02, 1000).create();
        Denoiser exact = (xT, time) -> {
            double a = schedule.sqrtAlphaBar((int) time);
            double s = schedule.sqrtOneMinusAlphaBar((int) time);
            return Tensors.times(Tensors.plus(xT, -a * MEAN), s / (a * a * SPREAD * SPREAD + s * s));
        };
        Sampler ddim = new Ddim(schedule, Timesteps.spread(1000, 50), Prediction.EPSILON, 0, Clip.NONE);
        ImageNoise noise = new ImageNoise(1, 0, count);
        try (PointerScope scope = new PointerScope();
                Tensor x = Sampling.run(ddim, exact, noise.start(1), noise, Sampling.Watcher.NONE, new StopSignal())) {
            return Tensors.doubles(x);
        }
    }

    static double mean(double... values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    static double spread(double... values) {
        double middle = mean(values);
        double sum = 0;
        for (double v : values) {
            sum += (v - middle) * (v - middle);
        }
        return Math.sqrt(sum / values.length);
    }
}
