// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class NextImageTest {
    private static final NextImage QUARTERS =
            new NextImage(new LinearBlend(4), Conditioning.NONE, 0, Devices.of("cpu"));

    private static final float[] X0 = {1, 2, 3, 4};
    private static final float[] NOISE = {-1, 0, 1, 8};

    private static double loss(Network network, int... levels) {
        try (PointerScope scope = new PointerScope()) {
            return QUARTERS.loss(network, X0, levels, NOISE, Condition.NONE, 2, 2)
                    .item_double();
        }
    }

    @Test
    void theLossIsTheMeanAbsoluteDistanceToThePictureOneLevelOn() {
        // row 0 from level 0: the next is 0.25 x0 + 0.75 noise = -0.5, 0.5; row 1 from level 3: the next is clean, 3, 4
        assertThat(loss((x, time, condition) -> torch.zeros_like(x), 0, 3)).isCloseTo(8 / 4.0, within(1e-6));
    }

    @Test
    void bothPicturesHaveTheSameNoise() {
        // x_{t+1} = x_t + (x0 - noise)/4 only if they have
        Network exact =
                (x, time, condition) -> x.add(Tensors.times(Tensors.of(X0, 2, 2).sub(Tensors.of(NOISE, 2, 2)), 0.25));
        assertThat(loss(exact, 0, 3)).isCloseTo(0, within(1e-6));
        assertThat(loss(exact, 2, 1)).isCloseTo(0, within(1e-6));
    }

    @Test
    void theNetworkIsToldTheLevelItself() {
        loss(
                (x, time, condition) -> {
                    assertThat(Tensors.floats(time)).containsExactly(1, 3);
                    return x;
                },
                1,
                3);
    }
}
