// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;

/**
 * A denoiser without a network. If the data are Gaussian with mean m and deviation d, the best guess of the noise in
 * xT = a x0 + s epsilon is known exactly: s (xT - a m) / (a^2 d^2 + s^2). The sampler must then return that Gaussian.
 */
public final class CustomDenoiser {
    private CustomDenoiser() {}

    /**
     * What the samples have.
     *
     * @param mean near that of the data
     * @param deviation near that of the data
     */
    record Moments(double mean, double deviation) {}

    /** A Gaussian around 3 with deviation 0.5. */
    public static void main(String[] words) {
        run(3, 0.5);
    }

    /** The moments of 4,096 samples. */
    static Moments run(double mean, double deviation) {
        NoiseSchedule schedule = ScheduleConfig.defaults().create();
        Denoiser exact = (xT, time) -> {
            double a = schedule.sqrtAlphaBar((int) time);
            double s = schedule.sqrtOneMinusAlphaBar((int) time);
            double variance = a * a * deviation * deviation + s * s;
            return Tensors.times(Tensors.plus(xT, -a * mean), s / variance);
        };
        Ddpm ddpm = new Ddpm(
                schedule, Timesteps.every(schedule.steps()), Prediction.EPSILON, Ddpm.Variance.POSTERIOR, Clip.NONE);
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(2, 0, 4096);
            try (Tensor samples =
                    Sampling.run(ddpm, exact, noise.start(1), noise, Sampling.Watcher.NONE, new StopSignal())) {
                Moments found =
                        new Moments(samples.mean().item_double(), samples.std().item_double());
                System.out.printf("wanted %s and %s, got %s%n", mean, deviation, found);
                return found;
            }
        }
    }
}
