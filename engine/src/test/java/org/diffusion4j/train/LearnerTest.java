// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.Network;
import org.diffusion4j.network.PointMlpConfig;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.objective.Denoising;
import org.diffusion4j.objective.Objective;
import org.diffusion4j.objective.StepDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerTest {
    private static final PointMlpConfig NETWORK = new PointMlpConfig(16, 8, 3, 25, false);
    private static final Batch BATCH = new Batches(Spiral.of(2048, 256, 0.02, 1), 1, 64).at(0);
    private static final StepDraws DRAWS = new StepDraws(1, 0);

    private static Parameters.Built<Network> network() {
        return Parameters.build(
                p -> NETWORK.create(p, 100),
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }

    private static Objective denoising() {
        return new Denoising(ScheduleConfig.linear(1e-4, 0.02, 100).create(), Prediction.EPSILON, Devices.of("cpu"));
    }

    private static Learner learner(Parameters.Built<Network> main, Objective objective, int microBatch, int threads) {
        return new Learner(main, p -> NETWORK.create(p, 100), objective, Compute.FLOAT32, microBatch, threads);
    }

    @ParameterizedTest
    @CsvSource({"64, 2", "16, 1", "16, 2", "10, 2", "7, 3"})
    void microBatchesOnThreadsGiveTheGradientOfTheWholeBatch(int microBatch, int threads) {
        try (Parameters.Built<Network> main = network();
                Learner plain = learner(main, denoising(), 64, 1);
                Learner cut = learner(main, denoising(), microBatch, threads)) {
            double loss = plain.learn(BATCH, DRAWS);
            double[] gradient = Tensors.doubles(main.parameters().gradients());
            assertThat(cut.learn(BATCH, DRAWS)).isCloseTo(loss, within(1e-6));
            assertThat(Tensors.doubles(main.parameters().gradients())).containsExactly(gradient, within(1e-6));
            assertThat(gradient).isNotEqualTo(new double[gradient.length]);
        }
    }

    @Test
    void aRowSeesTheSameDrawsInWhicheverMicroBatchAndThread() {
        Map<Integer, String> whole = new ConcurrentHashMap<>();
        Map<Integer, String> cut = new ConcurrentHashMap<>();
        try (Parameters.Built<Network> main = network();
                Learner one = learner(main, recording(whole), 64, 1);
                Learner two = learner(main, recording(cut), 9, 2)) {
            one.learn(BATCH, DRAWS);
            two.learn(BATCH, DRAWS);
        }
        assertThat(cut).hasSize(64).isEqualTo(whole);
    }

    private static Objective recording(Map<Integer, String> seen) {
        Objective denoising = denoising();
        return (network, batch, draws) -> {
            int[] times = draws.times(batch.firstRow(), batch.rows(), 0, 100);
            float[] noise = draws.noise(batch.firstRow(), batch.rows(), 3);
            float[] x0 = batch.x0();
            for (int i = 0; i < batch.rows(); i++) {
                seen.put(batch.firstRow() + i, "%d %s %s".formatted(times[i], noise[3 * i], x0[3 * i]));
            }
            return denoising.loss(network, batch, draws);
        };
    }

    @Test
    void whenOneThreadFailsTheOthersAreWaitedForAndTheFailureComesOnce() {
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Objective denoising = denoising();
        Objective failing = (network, batch, draws) -> {
            if (batch.firstRow() == 0) {
                failed.countDown();
                throw new ConfigException("the first piece");
            }
            await(failed);
            var loss = denoising.loss(network, batch, draws);
            ended.incrementAndGet();
            return loss;
        };
        try (Parameters.Built<Network> main = network();
                Learner learner = learner(main, failing, 16, 2)) {
            assertThatThrownBy(() -> learner.learn(BATCH, DRAWS))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("the first piece")
                    .hasNoSuppressedExceptions();
            assertThat(ended).hasValue(2); // both pieces of the other thread
        }
    }

    @Test
    void furtherFailuresStandBesideTheFirst() {
        Objective failing = (network, batch, draws) -> {
            throw new ConfigException("piece from row " + batch.firstRow());
        };
        try (Parameters.Built<Network> main = network();
                Learner learner = learner(main, failing, 32, 2)) {
            assertThatThrownBy(() -> learner.learn(BATCH, DRAWS))
                    .hasMessage("piece from row 0")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
                    .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("piece from row 32"));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The switch is one of the process: it is the learner's as long as there is the learner. */
    @Test
    void productsAreRoundedToTf32OnlyWhileALearnerIsToDoSo() {
        assertThat(isRounded()).containsExactly(false, false);
        try (Parameters.Built<Network> main = network()) {
            try (Learner rounding = new Learner(main, p -> NETWORK.create(p, 100), denoising(), Compute.TF32, 64, 1)) {
                assertThat(isRounded()).containsExactly(true, true);
                assertThat(rounding.learn(BATCH, DRAWS)).isFinite(); // the processor knows no rounding
            }
        }
        assertThat(isRounded()).containsExactly(false, false);
    }

    private static boolean[] isRounded() {
        Engine.start();
        return new boolean[] {
            torch.globalContext().allowTF32CuBLAS(), torch.globalContext().allowTF32CuDNN()
        };
    }
}
