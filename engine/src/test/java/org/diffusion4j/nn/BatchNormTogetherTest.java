// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.tensor.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What threads tell each other when one of them fails; what they compute is tested where they learn. */
class BatchNormTogetherTest {
    private static final int SEATS = 2;

    private static Parameters.Built<BatchNorm2d> norm(long channels) {
        return Parameters.build(
                p -> BatchNorm2d.of(p, channels),
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }

    /** Two normalisations of 6 and 4 channels; what the second one read changes on one thread before the way back. */
    private static void learn(BatchMeeting.Seat seat, boolean isChanged) {
        try (Parameters.Built<BatchNorm2d> first = norm(6);
                Parameters.Built<BatchNorm2d> second = norm(4);
                PointerScope scope = new PointerScope();
                TrainingPass pass = new TrainingPass(Optional.empty(), Optional.of(seat))) {
            Tensor x = noise(3, 6, 5, 5);
            Tensor h = Tensors.plus(first.network().forward(x, true).narrow(1, 0, 4), 1);
            Tensor y = second.network().forward(h.permute(0, 1, 2, 3), true);
            if (isChanged) {
                try (NoGradGuard guard = new NoGradGuard()) {
                    h.mul_(Tensors.scalar(2));
                }
            }
            y.square().sum().backward();
        }
    }

    private static List<Integer> learnTogether(int changed) {
        BatchMeeting meeting = new BatchMeeting(SEATS);
        ExecutorService pool = Together.workers(SEATS, "seat");
        try {
            return Together.results(IntStream.range(0, SEATS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                learn(meeting.seat(i), i == changed);
                                return i;
                            },
                            pool))
                    .toList());
        } finally {
            pool.shutdownNow();
        }
    }

    /** Within autograd, which no exception passes through, while the other thread waits with sums of another length. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void whoFailsOnTheWayBackIsNotWaitedFor() {
        assertThat(learnTogether(-1)).containsExactly(0, 1);
        for (int changed = 0; changed < SEATS; changed++) {
            int which = changed;
            assertThatThrownBy(() -> learnTogether(which))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("what a layer read was changed before its gradient was computed");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void anErrorReachesAll() {
        BatchMeeting meeting = new BatchMeeting(SEATS);
        meeting.failed(new OutOfMemoryError("all of it"));
        for (int i = 0; i < SEATS; i++) {
            BatchMeeting.Seat seat = meeting.seat(i);
            assertThatThrownBy(() -> seat.sums(1)).isInstanceOf(OutOfMemoryError.class);
        }
    }

    private static Tensor noise(long... shape) {
        float[] values = new float[Math.toIntExact(Shapes.elements(shape))];
        RandomStream.of(5, "x").fillNormal(values, 0, values.length);
        return Tensors.of(values, shape);
    }
}
