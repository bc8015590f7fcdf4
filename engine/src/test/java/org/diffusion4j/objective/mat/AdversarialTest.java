// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.SmallMat;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Drawn;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdversarialTest {
    private PointerScope scope;
    private Parameters.Built<Discriminator> built;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        built = Drawn.buildDouble(p -> new Discriminator(p, SmallMat.discriminator()));
    }

    @AfterEach
    void close() {
        built.close();
        scope.close();
    }

    private static Tensor images() {
        return Drawn.normal("images", 2, 3, 32, 32).to(ScalarType.Double);
    }

    private Tensor logits(Tensor images) {
        return built.network()
                .images(images, Drawn.mask("known", 0.6, 2, 1, 32, 32).to(ScalarType.Double), null);
    }

    private double penalty() {
        try (PointerScope own = new PointerScope()) {
            Tensor x = images().requires_grad_(true);
            return Adversarial.gradientPenalty(logits(x), x).sum().item_double();
        }
    }

    @Test
    void thePenaltyIsTheSquaredSlopeOfTheLogits() {
        Tensor x = images();
        Tensor direction = Drawn.normal("direction", 2, 3, 32, 32).to(ScalarType.Double);
        double step = 1e-6;
        double up;
        double down;
        try (NoGradGuard guard = new NoGradGuard()) {
            up = logits(Tensors.plusScaled(x, direction, step)).sum().item_double();
            down = logits(Tensors.plusScaled(x, direction, -step)).sum().item_double();
        }
        Tensor leaf = images().requires_grad_(true);
        logits(leaf).sum().backward();
        double slope = leaf.grad().mul(direction).sum().item_double();
        assertThat((up - down) / (2 * step)).isEqualTo(slope, within(1e-6 * Math.abs(slope)));
        assertThat(penalty()).isEqualTo(leaf.grad().square().sum().item_double(), within(1e-9 * penalty()));
    }

    /** The gradient of a penalty on a gradient: through every operation of the network twice. */
    @Test
    void theSecondDerivativeAgreesWithFiniteDifferences() {
        Tensor x = images().requires_grad_(true);
        Adversarial.gradientPenalty(logits(x), x).sum().backward();
        Parameters parameters = built.parameters();
        Tensor values = parameters.values();
        for (int k = 0; k < 5; k++) {
            Tensor direction = Drawn.normal("direction " + k, values.numel()).to(ScalarType.Double);
            double want = parameters.gradients().mul(direction).sum().item_double();
            double step = 1e-6;
            double up = penaltyAt(values, direction, step);
            double down = penaltyAt(values, direction, -step);
            assertThat((up - down) / (2 * step)).isEqualTo(want, within(1e-5 * Math.abs(want) + 1e-9));
        }
    }

    private double penaltyAt(Tensor values, Tensor direction, double step) {
        move(values, direction, step);
        try {
            return penalty();
        } finally {
            move(values, direction, -step);
        }
    }

    private static void move(Tensor values, Tensor direction, double step) {
        try (NoGradGuard guard = new NoGradGuard()) {
            values.add_(direction, Tensors.scalar(step));
        }
    }

    @Test
    void undecidedLogitsCostTheLogarithmOfTwo() {
        Tensor zero = Tensors.of(new float[4], 4, 1);
        assertThat(Adversarial.asReal(zero).item_double()).isEqualTo(Math.log(2), within(1e-6));
        assertThat(Adversarial.asFilled(zero).item_double()).isEqualTo(Math.log(2), within(1e-6));
        Tensor sure = Tensors.of(new float[] {30}, 1, 1);
        assertThat(Adversarial.asReal(sure).item_double()).isEqualTo(0, within(1e-6));
        assertThat(Adversarial.asFilled(sure).item_double()).isEqualTo(30, within(1e-6));
    }
}
