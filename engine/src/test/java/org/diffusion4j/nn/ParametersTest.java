// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParametersTest {
    /** y = W2 (W1 x + b1) + b2, and a frozen vector. */
    private record Pair(Linear first, Linear second, Tensor frozen) {
        static Pair of(ParameterScope p) {
            return new Pair(
                    Linear.of(p.in("a"), 2, 1),
                    Linear.of(p.in("b"), 1, 1),
                    p.in("c").frozen("W", Init.ONES, 2));
        }

        Tensor forward(Tensor x) {
            return second.forward(first.forward(x));
        }
    }

    private static final ParameterSource SOURCE = (name, rule, shape) -> switch (name) {
        case "a.weight" -> new float[] {1, 2};
        case "a.bias" -> new float[] {3};
        case "b.weight" -> new float[] {4};
        case "b.bias" -> new float[] {5};
        default -> new float[] {6, 7};
    };

    private Parameters.Built<Pair> built;

    @BeforeEach
    void build() {
        built = Parameters.build(Pair::of, SOURCE, Devices.of("cpu"));
    }

    @AfterEach
    void close() {
        built.close();
    }

    private static double at(Pair pair) {
        try (PointerScope scope = new PointerScope()) {
            return pair.forward(Tensors.of(new float[] {1, 1}, 1, 2)).item_double();
        }
    }

    private static void learn(Pair pair) {
        try (PointerScope scope = new PointerScope()) {
            pair.forward(Tensors.of(new float[] {1, 1}, 1, 2)).sum().backward();
        }
    }

    private static void fill(Tensor t, double value) {
        try (NoGradGuard guard = new NoGradGuard()) {
            t.fill_(Tensors.scalar(value));
        }
    }

    @Test
    void namesStandInTheOrderOfTheLayers() {
        Parameters p = built.parameters();
        assertThat(p.names()).containsExactly("a.weight", "a.bias", "b.weight", "b.bias", "c.W");
        assertThat(p.trainedNames()).containsExactly("a.weight", "a.bias", "b.weight", "b.bias");
        assertThat(p.count()).isEqualTo(7);
        assertThat(Tensors.floats(p.values())).containsExactly(1, 2, 3, 4, 5);
        assertThat(Tensors.floats(p.get("c.W"))).containsExactly(6, 7);
        assertThatThrownBy(() -> p.get("d.bias"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("This network has no tensor 'd.bias'. It has: a.weight, a.bias, b.weight, b.bias, c.W.");
    }

    @Test
    void valuesAndGradientsAreWindowsOfOneVector() {
        assertThat(at(built.network())).isEqualTo(4 * (1 + 2 + 3) + 5);
        learn(built.network());
        // dy/dW1 = W2 x, dy/db1 = W2, dy/dW2 = W1 x + b1, dy/db2 = 1
        assertThat(Tensors.floats(built.parameters().gradients())).containsExactly(4, 4, 4, 6, 1);
        learn(built.network());
        assertThat(Tensors.floats(built.parameters().gradients())).containsExactly(8, 8, 8, 12, 2);
        fill(built.parameters().values(), 1);
        assertThat(at(built.network())).isEqualTo(4);
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> windows =
                    built.parameters().windows(built.parameters().gradients());
            assertThat(windows.keySet())
                    .containsExactlyElementsOf(built.parameters().trainedNames());
            assertThat(windows.values().stream()
                            .skip(2)
                            .findFirst()
                            .map(Tensors::floats)
                            .orElseThrow())
                    .containsExactly(12);
        }
    }

    @Test
    void aSharedNetworkSeesUpdatesAndHasGradientsOfItsOwn() {
        try (Parameters.Built<Pair> twin = built.parameters().share(Pair::of)) {
            fill(built.parameters().values(), 2);
            assertThat(at(twin.network())).isEqualTo(2 * (2 + 2 + 2) + 2);
            learn(twin.network());
            assertThat(Tensors.floats(twin.parameters().gradients())).containsExactly(2, 2, 2, 6, 1);
            assertThat(Tensors.floats(built.parameters().gradients())).containsOnly(0);
            assertThat(Tensors.floats(twin.parameters().get("c.W"))).containsExactly(6, 7);
        }
        assertThat(at(built.network())).isEqualTo(14);
    }

    @Test
    void aNetworkOverAnotherVectorUsesItsNumbers() {
        try (Tensor vector = Tensors.keep(built.parameters().values().detach().clone())) {
            fill(vector, 1);
            try (Parameters.Built<Pair> other =
                    built.parameters().over(Pair::of, vector, built.parameters().statistics())) {
                assertThat(at(other.network())).isEqualTo(4);
                fill(vector, 3);
                assertThat(at(other.network())).isEqualTo(3 * 9 + 3);
                assertThat(at(built.network())).isEqualTo(29);
            }
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor wrong = Tensors.of(new float[4], 4);
            assertThatThrownBy(() -> built.parameters()
                            .over(Pair::of, wrong, built.parameters().statistics()))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("the vector of values must have the shape (5) but has (4)");
        }
    }

    @Test
    void closingFreesEveryTensor() {
        long left = NativePointers.leftBy(() -> {
            Parameters.Built<Pair> one = Parameters.build(Pair::of, SOURCE, Devices.of("cpu"));
            Parameters.Built<Pair> twin = one.parameters().share(Pair::of);
            learn(twin.network());
            twin.close();
            one.close();
        });
        assertThat(left).isZero();
    }

    @Test
    void aNetworkBuiltInsideAScopeOutlivesIt() {
        Parameters.Built<Pair> one;
        try (PointerScope scope = new PointerScope()) {
            one = Parameters.build(Pair::of, SOURCE, Devices.of("cpu"));
        }
        assertThat(at(one.network())).isEqualTo(29);
        one.close();
    }

    @Test
    void twoThreadsBuildAndComputeAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Callable<Double> work = () -> {
                double sum = 0;
                for (int i = 0; i < 50; i++) {
                    try (Parameters.Built<Pair> own = Parameters.build(Pair::of, SOURCE, Devices.of("cpu"))) {
                        learn(own.network());
                        sum += at(own.network()) + at(built.network());
                    }
                }
                return sum;
            };
            for (Future<Double> result : pool.invokeAll(List.of(work, work))) {
                assertThat(result.get()).isEqualTo(50 * 58.0);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
