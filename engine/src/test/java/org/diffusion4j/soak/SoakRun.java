// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.train.Adam;
import org.diffusion4j.train.Ema;
import org.diffusion4j.train.Learner;
import org.diffusion4j.train.LearningRate;

/** Training steps and sampling calls of the spiral's network at its own size, and what they leave behind. */
final class SoakRun implements AutoCloseable {
    private static final int T = 500;
    private static final PointMlpConfig CONFIG = new PointMlpConfig(128, 128, 3, 25, false);

    private final NoiseSchedule schedule = ScheduleConfig.linear(1e-4, 0.02, T).create();
    private final Batches data = new Batches(Spiral.of(2048, 256, 0.02, 1), 1, 64);
    private final LearningRate rate = new LearningRate.OneCycle(1e-3, 20_000);
    private final Parameters.Built<Network> main;
    private final Parameters.Built<Network> averaged;
    private final Learner learner;
    private final Adam adam;
    private final Ema ema;
    private long steps;
    private long calls;

    /** What the process holds. */
    record Held(long residentBytes, long pointers) {
        static Held now() {
            return new Held(residentBytesIn(Path.of("/proc/self/status")), Pointer.totalCount());
        }
    }

    SoakRun(int microBatch, int threads) {
        main = Parameters.build(
                p -> CONFIG.create(p, T),
                (name, rule, shape) -> rule.draw(RandomStream.of(1, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
        learner = new Learner(
                main,
                p -> CONFIG.create(p, T),
                new Denoising(schedule, Prediction.EPSILON, Devices.of("cpu")),
                Compute.FLOAT32,
                microBatch,
                threads);
        adam = new Adam(main.parameters(), Adam.Settings.ADAM);
        ema = new Ema(main.parameters(), 0.999);
        averaged = main.parameters().over(p -> CONFIG.create(p, T), ema.average(), ema.statistics());
    }

    void train(int count) {
        for (int i = 0; i < count; i++, steps++) {
            learner.learn(data.at(steps), new StepDraws(1, steps));
            adam.step(steps, rate.rate(steps), rate.beta1(steps, 0.9));
            ema.update(steps);
        }
    }

    /** Runs of ten evaluations over 64 points, every second one with noise. */
    void sample(int count) {
        Timesteps times = Timesteps.spread(T, 10);
        for (int i = 0; i < count; i++, calls++) {
            ImageNoise noise = new ImageNoise(calls, 0, 64);
            Ddim ddim = new Ddim(schedule, times, Prediction.EPSILON, calls % 2, Clip.NONE);
            try (PointerScope scope = new PointerScope()) {
                Tensor x = Sampling.run(
                        ddim, this::denoise, noise.start(3), noise, Sampling.Watcher.NONE, new StopSignal());
                x.close();
            }
        }
    }

    private Tensor denoise(Tensor xT, double time) {
        return averaged.network().forward(Tensors.toFloat(xT), Tensors.of(new float[] {(float) time}, 1));
    }

    /** VmRSS; 0 where the platform does not tell. */
    static long residentBytesIn(Path status) {
        try {
            return Files.isReadable(status)
                    ? Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                            .sum()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments: training steps and sampling calls. A fifth of both is the warm-up. Prints two lines of figures. */
    public static void main(String[] arguments) {
        int trainings = Integer.parseInt(arguments[0]);
        int samplings = Integer.parseInt(arguments[1]);
        Engine.useThreads(1);
        try (SoakRun run = new SoakRun(64, 1)) {
            run.train(trainings / 5);
            run.sample(samplings / 5);
            print(Held.now());
            run.train(trainings);
            run.sample(samplings);
            print(Held.now());
        }
    }

    private static void print(Held held) {
        System.out.printf("%d %d%n", held.residentBytes(), held.pointers());
    }

    @Override
    public void close() {
        averaged.close();
        ema.close();
        adam.close();
        learner.close();
        main.close();
    }
}
