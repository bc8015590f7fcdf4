// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketedSumTest {
    private static final int WIDTH = 6;
    private static final int LAYERS = 4;
    private static final long LAYER = (long) WIDTH * WIDTH + WIDTH;

    @TempDir
    private Path folder;

    /** Linear layers in a row, and one that nothing uses. */
    private record Chain(List<Linear> layers) {
        static Chain of(ParameterScope p) {
            p.trained("unused", Init.ONES, 3);
            return new Chain(java.util.stream.IntStream.range(0, LAYERS)
                    .mapToObj(i -> Linear.of(p.in("layer" + i), WIDTH, WIDTH))
                    .toList());
        }

        Tensor loss(double x) {
            Tensor y = Tensors.times(Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 1, WIDTH), x);
            for (Linear layer : layers) {
                y = layer.forward(y).tanh();
            }
            return y.sum();
        }
    }

    private static Parameters.Built<Chain> chain() {
        return Parameters.build(
                Chain::of,
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }

    private static double[] gradient(double... inputs) {
        try (Parameters.Built<Chain> built = chain()) {
            for (double x : inputs) {
                try (PointerScope scope = new PointerScope()) {
                    built.network().loss(x).backward();
                }
            }
            return Tensors.doubles(built.parameters().gradients());
        }
    }

    @Test
    void backwardLeavesNoHandlesOfGradients() throws Exception {
        List<Long> left = Teams.inFile(folder, 1, meeting -> {
            try (Team team = Teams.team(meeting);
                    Parameters.Built<Chain> built = chain();
                    BucketedSum sum = new BucketedSum((GlooTeam) team, built.parameters(), LAYER);
                    PointerScope scope = new PointerScope()) {
                Tensor loss = built.network().loss(0.1);
                long before = NativePointers.settled();
                sum.during(loss);
                return Pointer.totalCount() - before;
            }
        });
        assertThat(left).containsExactly(0L);
    }

    @Test
    void theSumIsThatOfAllWhileBackwardGoesOn() throws Exception {
        double[] expected = gradient(0.1, 0.3);
        List<double[]> summed = Teams.inFile(folder, 2, meeting -> {
            try (Team team = Teams.team(meeting);
                    Parameters.Built<Chain> built = chain();
                    BucketedSum sum = new BucketedSum((GlooTeam) team, built.parameters(), LAYER)) {
                for (int pass = 0; pass < 2; pass++) { // the second as the first
                    built.parameters().gradients().detach().zero_();
                    try (PointerScope scope = new PointerScope()) {
                        sum.during(built.network().loss(meeting.rank() == 0 ? 0.1 : 0.3));
                    }
                    assertThat(sum.early()).isEqualTo(LAYERS - 1); // the last one's end is the end of the pass
                }
                return Tensors.doubles(built.parameters().gradients());
            }
        });
        assertThat(summed.get(0)).containsExactly(expected, within(1e-6));
        assertThat(summed.get(1)).isEqualTo(summed.get(0));
    }

    @Test
    void aMemberWithoutRowsAddsNothing() throws Exception {
        double[] expected = gradient(0.2);
        List<double[]> summed = Teams.inFile(folder, 2, meeting -> {
            try (Team team = Teams.team(meeting);
                    Parameters.Built<Chain> built = chain();
                    BucketedSum sum = new BucketedSum((GlooTeam) team, built.parameters(), LAYER);
                    PointerScope scope = new PointerScope()) {
                if (meeting.rank() == 0) {
                    sum.during(built.network().loss(0.2));
                } else {
                    sum.now();
                }
                return Tensors.doubles(built.parameters().gradients());
            }
        });
        assertThat(summed.get(0)).containsExactly(expected, within(1e-6));
        assertThat(summed.get(1)).isEqualTo(summed.get(0));
    }
}
