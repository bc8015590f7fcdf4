// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Condition;
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

    /** Two threads and 64 x 64 pixels: a picture is a piece. */
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
        try (InPieces cut = new InPieces(network, side * side, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(rows * 2 * 2), rows, 1, 2, 2);
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

    @Test
    void whereSomethingIsDifferentiatedItIsTheNetworkItself() {
        try (InPieces cut = new InPieces(network, 4, 2);
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
        try (InPieces cut = new InPieces(network, 64 * 64, 4);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(20), 5, 1, 2, 2);
            cut.forward(x, Tensors.of(new float[] {2}, 1), Condition.labels(0, 0, 0, 0, 0));
            assertThat(asked).hasSize(1);
            assertThat(asked.get(0)).containsExactly(5, torch.get_num_threads());
        }
    }

    @Test
    void aFailureIsThatOfTheNetwork() {
        Network failing = (x, time, condition) -> {
            throw new IllegalArgumentException("no such picture");
        };
        try (InPieces cut = new InPieces(failing, 4, 2);
                PointerScope scope = new PointerScope();
                InferenceMode inference = new InferenceMode(true)) {
            Tensor x = Tensors.of(numbers(16), 4, 1, 2, 2);
            assertThatThrownBy(() -> cut.forward(x, Tensors.of(new float[] {2}, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no such picture");
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
