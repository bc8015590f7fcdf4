// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.model.Model;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.tensor.Engine;

/** How much of a step is spent on its random numbers, in per cent. */
final class NoiseShare {
    private NoiseShare() {}

    /** Of training steps: after each, its times and noise are drawn once more, and that is compared with the step. */
    static double ofTraining(TrainingSteps training, int steps) {
        long[] drawing = new long[steps];
        int[] next = {0};
        double[] sum = {0};
        long[] whole = training.steps(steps, step -> {
            long start = System.nanoTime();
            sum[0] += training.draw(step);
            drawing[next[0]++] = System.nanoTime() - start;
        });
        if (!Double.isFinite(sum[0])) { // used, so that no draw can be left out
            throw new IllegalStateException("the noise of a step is not finite: " + sum[0]);
        }
        return 100 * Series.median(drawing) / Series.median(whole);
    }

    /** Of a whole run on one thread, as each thread of a sampling that is not watched does it. */
    static double ofSampling(Model model, int points, long seed) {
        return Engine.withThreads(1, () -> {
            try (PointerScope scope = new PointerScope()) {
                ImageNoise noise = new ImageNoise(seed, 0, points);
                Tensor start = noise.start(model.recipe().network().inputShape());
                TimedNoise timed = new TimedNoise(noise, System::nanoTime);
                Sampler sampler = model.recipe()
                        .sample()
                        .create(model.schedule(), model.recipe().prediction());
                long begin = System.nanoTime();
                Sampling.run(sampler, model.denoiser(), start, timed, Sampling.Watcher.NONE, new StopSignal())
                        .close();
                return 100.0 * timed.nanos() / (System.nanoTime() - begin);
            }
        });
    }
}
