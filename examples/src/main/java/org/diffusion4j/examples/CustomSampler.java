// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.model.Model;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Tensors;

/**
 * A solver of your own in twenty lines. With y = x / sqrt(abar) and sigma = sqrt(1/abar - 1) the reverse process without
 * noise is dy/dsigma = epsilon (Karras et al. 2022); Euler's method follows it from step to step.
 */
public final class CustomSampler {
    private CustomSampler() {}

    /** Euler's method; x is kept as the network sees it. */
    record EulerOde(NoiseSchedule schedule, int evaluations) implements Sampler {
        @Override
        public double time(int evaluation) {
            return at(evaluation);
        }

        @Override
        public SamplerState advance(SamplerState state, Tensor epsilon, Noise noise) {
            int t = at(state.evaluation());
            int s = at(state.evaluation() + 1);
            Tensor y = Tensors.times(state.x(), 1 / Math.sqrt(schedule.alphaBar(t)));
            Tensor next = Tensors.plusScaled(y, epsilon, schedule.sigma(s) - schedule.sigma(t));
            return state.next(Tensors.times(next, Math.sqrt(schedule.alphaBar(s))));
        }

        /** Times from T-1 evenly down to clean. */
        private int at(int evaluation) {
            return evaluation == evaluations
                    ? NoiseSchedule.CLEAN
                    : (int) Math.round((schedule.steps() - 1) * (1 - (double) evaluation / evaluations));
        }
    }

    /** The first word names the model (default: spiral). */
    public static void main(String[] words) {
        run(words.length > 0 ? words[0] : "spiral", 50);
    }

    /** How good 512 samples in so many steps are. */
    static SpiralQuality run(String nameOrPath, int steps) {
        Engine.start();
        try (Model model = Model.open(nameOrPath, "cpu");
                PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(11, 0, 512);
            Sampler euler = new EulerOde(model.schedule(), steps);
            Tensor start = noise.start(model.recipe().network().inputShape());
            try (Tensor points =
                    Sampling.run(euler, model.denoiser(), start, noise, Sampling.Watcher.NONE, new StopSignal())) {
                SpiralQuality quality = SpiralQuality.of(Tensors.floats(points));
                System.out.println(steps + " steps of Euler: " + quality.line());
                return quality;
            }
        }
    }
}
