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
import org.diffusion4j.tensor.Tensors;

/** A solver of one's own: Euler steps of the probability-flow ODE, dx/dσ = ε, in x/√ᾱ (Song et al. 2021, section 4.3). */
public final class CustomSampler {
    private CustomSampler() {}

    /** From step T−1 to clean in strides; {@code stride} divides T. */
    record FlowEuler(NoiseSchedule schedule, int stride) implements Sampler {
        @Override
        public int evaluations() {
            return schedule.steps() / stride;
        }

        @Override
        public double time(int evaluation) {
            return schedule.steps() - 1 - (double) evaluation * stride;
        }

        @Override
        public SamplerState advance(SamplerState state, Tensor epsilon, Noise noise) {
            int t = (int) time(state.evaluation());
            int s = Math.max(t - stride, NoiseSchedule.CLEAN);
            double a = Math.sqrt(schedule.alphaBar(t));
            double b = Math.sqrt(schedule.alphaBar(s));
            double sigmaT = Math.sqrt(1 / schedule.alphaBar(t) - 1);
            double sigmaS = Math.sqrt(1 / schedule.alphaBar(s) - 1);
            return state.next(Tensors.blend(state.x(), b / a, epsilon, b * (sigmaS - sigmaT)));
        }
    }

    /** Samples the shipped spiral with 50 such steps. */
    public static void main(String[] args) {
        System.out.println(sample("spiral", 1024).line());
    }

    static SpiralQuality sample(String nameOrPath, int count) {
        try (Model model = Model.open(nameOrPath);
                PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(3, 0, count);
            Sampler euler = new FlowEuler(model.schedule(), 10);
            try (Tensor x = Sampling.run(
                    euler, model.denoiser(), noise.start(3), Noise.NONE, Sampling.Watcher.NONE, new StopSignal())) {
                return SpiralQuality.of(Tensors.floats(x));
            }
        }
    }
}
