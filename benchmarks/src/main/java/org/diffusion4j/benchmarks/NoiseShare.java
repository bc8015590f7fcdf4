// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.model.Model;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.NoiseAhead;
import org.diffusion4j.sampler.NoiseInPlace;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Together;

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

    /**
     * Of whole runs on as many threads as there are models, each of its part of the points and with noise that it draws
     * itself: so points are sampled on all cores. The mean over the threads.
     */
    static double ofSampling(List<Model> models, int points, long seed) {
        ExecutorService threads = Executors.newFixedThreadPool(models.size());
        try {
            List<CompletableFuture<Double>> running = models.stream()
                    .map(model -> CompletableFuture.supplyAsync(
                            () -> Engine.withThreads(1, () -> inPlace(model, points / models.size(), seed)), threads))
                    .toList();
            return Together.results(running).stream()
                    .mapToDouble(share -> share)
                    .average()
                    .orElseThrow();
        } finally {
            threads.shutdown();
        }
    }

    private static double inPlace(Model model, int points, long seed) {
        return share(model, points, seed, (noise, sampler) -> new NoiseInPlace(noise), NoiseInPlace::close);
    }

    /** Of a whole run on one thread, beside which another one draws: what the first spends on noise, or waits for it. */
    static double ofSamplingAhead(Model model, int points, long seed) {
        return Engine.withThreads(
                1,
                () -> share(
                        model,
                        points,
                        seed,
                        (noise, sampler) -> new NoiseAhead(noise, sampler.evaluations()),
                        NoiseAhead::close));
    }

    private static <N extends Noise> double share(
            Model model, int points, long seed, BiFunction<ImageNoise, Sampler, N> drawer, Consumer<N> end) {
        try (PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(seed, 0, points);
            Tensor start = noise.start(model.recipe().network().inputShape());
            Sampler sampler = model.recipe()
                    .sample()
                    .create(model.schedule(), model.recipe().prediction());
            N drawn = drawer.apply(noise, sampler);
            TimedNoise timed = new TimedNoise(drawn, System::nanoTime);
            try {
                long begin = System.nanoTime();
                Sampling.run(sampler, model.denoiser(), start, timed, Sampling.Watcher.NONE, new StopSignal())
                        .close();
                return 100.0 * timed.nanos() / (System.nanoTime() - begin);
            } finally {
                end.accept(drawn);
            }
        }
    }
}
