// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InPiecesTest {
    /** What a network was asked: rows, operator threads. */
    private final List<int[]> asked = Collections.synchronizedList(new ArrayList<>());

    /** Every number times its row's time plus its row's label. */
    private final Network network = (x, time, condition) -> {
        asked.add(new int[] {(int) x.size(0), torch.get_num_threads()});
        int[] labels = ((Condition.Labels) condition).values();
        float[] values = new float[labels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = labels[i];
        }
        return x.mul(time.view(time.size(0), 1, 1, 1)).add(Tensors.of(values, values.length, 1, 1, 1));
    };

    /** Two threads; of 64 x 64 pixels a picture is a piece, of 32 x 32 about four. */
    @ParameterizedTest
    @CsvSource({
        "2, 64, '1,1'",
        "5, 64, '1,1,1,1,1'",
        "3, 64, '1,1,1'",
        "10, 32, '5,5'",
        "16, 32, '4,4,4,4'",
        "1, 64, '1'"
    })
    void everyRowIsAskedOnceWithWhatItIsTold(int rows, int side, String pieces) {
        try (InPieces cut = new InPieces(network, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(rows * side * side), rows, 1, side, side);
            int[] labels = new int[rows];
            for (int i = 0; i < rows; i++) {
                labels[i] = 10 * i;
            }
            Condition told = Condition.labels(labels);
            Tensor times = Tensors.of(numbers(rows), rows);
            Tensor one = Tensors.of(new float[] {3}, 1);
            Tensor perRow = cut.forward(x, times, told);
            assertThat(asked.stream().map(row -> String.valueOf(row[0])).sorted())
                    .containsExactly(pieces.split(","));
            if (rows > 1) {
                assertThat(asked).allMatch(row -> row[1] == 1);
            }
            assertThat(Tensors.floats(perRow)).isEqualTo(Tensors.floats(network.forward(x, times, told)));
            assertThat(Tensors.floats(cut.forward(x, one, told)))
                    .isEqualTo(Tensors.floats(network.forward(x, one, told)));
        }
    }

    /** With 64 features its kernels take the way of one-threaded operators too, where vectors have 256 bits. */
    @Test
    void aRealNetworkInPiecesIsTheWholeOneAndLeavesNothing() {
        NetworkConfig config = Recipe.of("sprites", List.of()).network();
        try (Parameters.Built<Network> built = Parameters.forUse(
                        p -> config.create(p, 100),
                        (name, rule, shape) ->
                                rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                        Devices.of("cpu"));
                InPieces cut = new InPieces(built.network(), 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            int rows = 14;
            float[] values = new float[rows * 3 * 16 * 16];
            RandomStream.of(5, "x").fillNormal(values, 0, values.length);
            Tensor x = Tensors.of(values, rows, 3, 16, 16);
            Tensor time = Tensors.of(new float[] {50}, 1);
            Condition told = Condition.context(9, new float[rows * 9]);
            Tensor off = cut.forward(x, time, told).sub(built.network().forward(x, time, told));
            assertThat(off.abs().max().item_double()).isLessThan(1e-4);
            long left = NativePointers.leftBy(() -> {
                for (int i = 0; i < 20; i++) {
                    try (PointerScope own = new PointerScope()) {
                        cut.forward(x, time, told);
                    }
                }
            });
            assertThat(left).isZero();
        }
    }

    @Test
    void whereSomethingIsDifferentiatedItIsTheNetworkItself() {
        try (InPieces cut = new InPieces(network, 2);
                PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2).requires_grad_(true);
            cut.forward(x, Tensors.of(new float[] {2}, 1), Condition.labels(0, 0, 0, 0))
                    .sum()
                    .backward();
            assertThat(Tensors.floats(x.grad())).containsOnly(2);
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void rowsThatWouldLeaveThreadsIdleAreAskedAtOnceWithAllThreads() {
        try (InPieces cut = new InPieces(network, 4);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(5 * 64 * 64), 5, 1, 64, 64);
            cut.forward(x, Tensors.of(new float[] {2}, 1), Condition.labels(0, 0, 0, 0, 0));
            assertThat(asked).hasSize(1);
            assertThat(asked.get(0)).containsExactly(5, Math.min(4, Engine.cores()));
        }
    }

    @Test
    void aFailureIsThatOfTheNetwork() {
        Network failing = (x, time, condition) -> {
            throw new IllegalArgumentException("no such picture");
        };
        try (InPieces cut = new InPieces(failing, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2);
            assertThatThrownBy(() -> cut.forward(x, Tensors.of(new float[] {2}, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no such picture");
        }
    }

    @Test
    void piecesThatAreDoneAreFreedWhenAnotherFails() {
        List<Tensor> made = Collections.synchronizedList(new ArrayList<>());
        Network failing = (x, time, condition) -> {
            if (made.isEmpty()) {
                Tensor result = x.mul(x);
                made.add(result);
                return result;
            }
            throw new IllegalStateException("the second piece");
        };
        try (InPieces cut = new InPieces(failing, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(3 * 64 * 64), 3, 1, 64, 64);
            assertThatThrownBy(() -> cut.forward(x, Tensors.of(new float[] {2}, 1)))
                    .hasMessage("the second piece");
            assertThat(made).isNotEmpty().allMatch(one -> one.isNull());
        }
    }

    @Test
    void whatDoesNotFitTogetherIsLeftToTheNetwork() {
        try (InPieces cut = new InPieces(network, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2);
            Tensor one = Tensors.of(new float[] {1}, 1);
            assertThatThrownBy(() -> cut.forward(x, one, Condition.labels(1, 2, 3)))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> cut.forward(x, Tensors.of(numbers(3), 3), Condition.labels(1, 2, 3, 4)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(asked).extracting(row -> row[0]).containsExactly(4, 4);
        }
    }

    @Test
    void theNetworkHasItsThreadsWhereTheCallersOwnArithmeticHasOne() {
        try (InPieces cut = new InPieces(network, Engine.cores());
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(4), 1, 1, 2, 2);
            Tensor one = Tensors.of(new float[] {1}, 1);
            int after = Engine.withThreads(1, () -> {
                cut.forward(x, one, Condition.labels(1));
                return torch.get_num_threads();
            });
            assertThat(asked.get(0)).containsExactly(1, Engine.cores());
            assertThat(after).isEqualTo(1);
            asked.clear();
            Tensor four = Tensors.of(numbers(16), 4, 1, 2, 2);
            after = Engine.withThreads(1, () -> {
                cut.forward(four, one, Condition.labels(1, 2, 3, 4));
                return torch.get_num_threads();
            });
            assertThat(asked).hasSize(Math.min(4, Engine.cores()));
            assertThat(after).isEqualTo(1);
        }
    }

    @Test
    void threadsThatAreNewToTheLibraryHaveAllOperatorThreadsAfterwards() {
        try (InPieces cut = new InPieces(network, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            int before = torch.get_num_threads();
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2);
            cut.forward(x, Tensors.of(new float[] {1}, 1), Condition.labels(1, 2, 3, 4));
            assertThat(CompletableFuture.supplyAsync(torch::get_num_threads, work -> new Thread(work).start())
                            .join())
                    .isEqualTo(before);
        }
    }

    @Test
    void onceClosedItIsNotAsked() {
        InPieces cut = new InPieces(network, 2);
        cut.close();
        try (PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2);
            assertThatThrownBy(() -> cut.forward(x, Tensors.of(new float[] {1}, 1), Condition.labels(1, 2, 3, 4)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    private static float[] numbers(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 1 + i;
        }
        return values;
    }
}
