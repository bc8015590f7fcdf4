// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;

class ScalarsTest {
    private final Scalars scalars = new Scalars(2);

    @Test
    void whatDoesNotFitIsBuiltForTheScope() {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            Scalar first = scalars.of(1.5);
            assertThat(scalars.of(2.5)).isSameAs(scalars.of(2.5));
            Scalar third = scalars.of(3.5);
            assertThat(third.toDouble()).isEqualTo(3.5);
            assertThat(scalars.of(3.5)).isNotSameAs(third);
            assertThat(scalars.of(1.5)).isSameAs(first);
        }
    }

    @Test
    void aKeptConstantSurvivesTheScopeThatAskedForIt() {
        Engine.start();
        Scalar kept;
        try (PointerScope scope = new PointerScope()) {
            kept = scalars.of(0.123456789);
        }
        assertThat(kept.toDouble()).isEqualTo(0.123456789);
        assertThat(scalars.of(0.123456789)).isSameAs(kept);
    }

    @Test
    void manyThreadsGetTheSameScalarAndMayCloseTheirScopes() throws Exception {
        Engine.start();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<Scalar> ask = () -> {
                try (PointerScope scope = new PointerScope()) {
                    return scalars.of(-77.25);
                }
            };
            List<Future<Scalar>> answers =
                    pool.invokeAll(IntStream.range(0, 64).mapToObj(i -> ask).toList());
            for (Future<Scalar> answer : answers) {
                assertThat(answer.get()).isSameAs(scalars.of(-77.25));
                assertThat(answer.get().toDouble()).isEqualTo(-77.25);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
