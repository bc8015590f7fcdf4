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
    @Test
    void aKeptConstantSurvivesTheScopeThatAskedForIt() {
        Engine.start();
        Scalar kept;
        try (PointerScope scope = new PointerScope()) {
            kept = Scalars.of(0.123456789);
        }
        assertThat(kept.toDouble()).isEqualTo(0.123456789);
        assertThat(Scalars.of(0.123456789)).isSameAs(kept);
    }

    @Test
    void manyThreadsGetTheSameScalarAndMayCloseTheirScopes() throws Exception {
        Engine.start();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Callable<Scalar> ask = () -> {
                try (PointerScope scope = new PointerScope()) {
                    return Scalars.of(-77.25);
                }
            };
            List<Future<Scalar>> answers =
                    pool.invokeAll(IntStream.range(0, 64).mapToObj(i -> ask).toList());
            for (Future<Scalar> answer : answers) {
                assertThat(answer.get()).isSameAs(Scalars.of(-77.25));
                assertThat(answer.get().toDouble()).isEqualTo(-77.25);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
