// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;

class MixedPrecisionTest {
    private static Parameters.Built<Network> network() {
        return Parameters.build(
                p -> {
                    Conv2d first = Conv2d.same(p.in("first"), 3, 8, 3);
                    GroupNorm norm = GroupNorm.of(p.in("norm"), 8, 4);
                    Conv2d last = Conv2d.same(p.in("last"), 8, 3, 3);
                    return (x, time, condition) -> last.forward(torch.silu(norm.forward(first.forward(x))));
                },
                (name, rule, shape) -> rule.draw(RandomStream.of(3, name), Math.toIntExact(Shapes.elements(shape))),
                Devices.of("cpu"));
    }

    private static Tensor input() {
        float[] values = new float[2 * 3 * 8 * 8];
        RandomStream.of(4, "x").fillNormal(values, 0, values.length);
        return Tensors.of(values, 2, 3, 8, 8);
    }

    private static Tensor noTime() {
        return Tensors.of(new float[] {0}, 1);
    }

    private static double gradientNorm(Network network, Parameters parameters) {
        try (NoGradGuard guard = new NoGradGuard()) {
            parameters.gradients().zero_();
        }
        network.forward(input(), noTime()).square().mean().backward();
        return parameters.gradients().norm().item_double();
    }

    @Test
    void theOutputIsThatOfFloat32ToEightBits() {
        try (PointerScope scope = new PointerScope();
                Parameters.Built<Network> built = network()) {
            Tensor exact = built.network().forward(input(), noTime());
            Tensor mixed = Compute.BFLOAT16.of(built.network()).forward(input(), noTime());

            assertThat(mixed.scalar_type().intern()).isEqualTo(ScalarType.Float);
            double scale = exact.abs().max().item_double();
            assertThat(mixed.sub(exact).abs().max().item_double()).isPositive().isLessThan(0.03 * scale);
        }
    }

    @Test
    void gradientsArriveInFloat32AndTheThreadIsLeftAsItWas() {
        try (PointerScope scope = new PointerScope();
                Parameters.Built<Network> built = network()) {
            double exact = gradientNorm(built.network(), built.parameters());
            double mixed = gradientNorm(Compute.BFLOAT16.of(built.network()), built.parameters());

            assertThat(built.parameters().gradients().scalar_type().intern()).isEqualTo(ScalarType.Float);
            assertThat(mixed).isCloseTo(exact, within(0.03 * exact)).isNotEqualTo(exact);
            assertThat(torch.is_autocast_enabled(input().device().type())).isFalse();
        }
    }

    @Test
    void convolutionsComputeChannelsLast() {
        try (PointerScope scope = new PointerScope();
                Parameters.Built<Network> built = network()) {
            Tensor y = built.network().forward(input(), noTime());

            assertThat(y.stride(1)).isEqualTo(1);
            assertThat(built.parameters().get("first.weight").stride(1)).isEqualTo(1);
            assertThat(built.parameters().get("first.weight").shape()).containsExactly(8, 3, 3, 3);
        }
    }
}
