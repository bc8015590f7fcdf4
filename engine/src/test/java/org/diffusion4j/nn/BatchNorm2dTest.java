// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchNorm2dTest {
    /** Weight 2, bias 1, and a fresh pair of running statistics. */
    private final Parameters.Built<BatchNorm2d> built = Parameters.build(
            p -> BatchNorm2d.of(p, 1),
            (name, rule, shape) -> switch (name) {
                case "weight" -> new float[] {2};
                case "bias" -> new float[] {1};
                default -> name.endsWith("mean") ? new float[] {0} : new float[] {1};
            },
            Devices.of("cpu"));

    @AfterEach
    void close() {
        built.close();
    }

    private double[] forward(boolean isTraining) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = Tensors.of(new float[] {1, 2, 3, 6}, 2, 1, 1, 2); // mean 3, squares 4 + 1 + 0 + 9 = 14
            return Tensors.doubles(built.network().forward(x, isTraining));
        }
    }

    @Test
    void trainingNormalisesByTheBatchAndKeepsATenthOfItsStatistics() {
        double root = Math.sqrt(14.0 / 4 + 1e-5); // by the population's variance
        assertThat(forward(true))
                .containsExactly(new double[] {1 - 4 / root, 1 - 2 / root, 1, 1 + 6 / root}, within(1e-6));
        assertThat(Tensors.doubles(built.parameters().get("running_mean")))
                .containsExactly(new double[] {0.3}, within(1e-7));
        double variance = 0.9 + 0.1 * 14 / 3; // what is kept is the sample's
        assertThat(Tensors.doubles(built.parameters().get("running_var")))
                .containsExactly(new double[] {variance}, within(1e-6));
        assertThat(built.parameters().get("num_batches_tracked").item_long()).isEqualTo(1);
    }

    @Test
    void otherwiseTheRunningStatisticsAreUsedAndStay() {
        assertThat(forward(false)).containsExactly(new double[] {3, 5, 7, 13}, within(1e-4));
        assertThat(built.parameters().get("num_batches_tracked").item_long()).isZero();
        assertThat(Tensors.doubles(built.parameters().statistics())).containsExactly(0, 1);
    }

    @Test
    void onlyWeightAndBiasAreTrained() {
        assertThat(built.parameters().names())
                .containsExactly("weight", "bias", "running_mean", "running_var", "num_batches_tracked");
        assertThat(built.parameters().trainedNames()).containsExactly("weight", "bias");
    }

    @Test
    void aTwinOverOtherStatisticsLeavesTheFirstOnesAlone() {
        try (Tensor own = Tensors.keep(built.parameters().statistics().clone());
                Parameters.Built<BatchNorm2d> twin = built.parameters()
                        .over(p -> BatchNorm2d.of(p, 1), built.parameters().values(), own)) {
            forward(true);
            assertThat(Tensors.doubles(own)).containsExactly(0, 1);
            assertThat(Tensors.doubles(twin.parameters().get("running_mean"))).containsExactly(0);
        }
    }
}
