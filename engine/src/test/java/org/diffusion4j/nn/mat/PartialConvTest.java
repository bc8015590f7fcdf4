// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialConvTest {
    private PointerScope scope;
    private NoGradGuard guard;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        guard = new NoGradGuard();
    }

    @AfterEach
    void close() {
        guard.close();
        scope.close();
    }

    private static Parameters.Built<PartialConv> build(Conv2dLayer.Spec spec) {
        return Drawn.build(p -> PartialConv.of(p, spec));
    }

    @Test
    void theRimOfAnImageIsRaisedEvenWhereAllIsKnown() {
        try (Parameters.Built<PartialConv> built = build(Conv2dLayer.Spec.lrelu3(1, 1))) {
            double[] ratio = Tensors.doubles(
                    built.network().coverage(torch.ones(1, 1, 3, 3)).ratio());
            // 9/9 in the middle, 9/6 on edges, 9/4 in corners: zeros around the image are holes
            double[] want = {2.25, 1.5, 2.25, 1.5, 1, 1.5, 2.25, 1.5, 2.25};
            assertThat(ratio).containsExactly(want, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void noKnownPixelIsEverLostAndHolesClose(int kernel) {
        try (Parameters.Built<PartialConv> built =
                build(Conv2dLayer.Spec.of(1, 1, kernel).with(Activation.LRELU))) {
            Tensor known = Drawn.mask("known", 0.05, 1, 1, 24, 24);
            for (int pass = 0; pass < 24; pass++) {
                Tensor after = built.network().coverage(known).known();
                assertThat(after.sub(known).min().item_double()).isZero();
                known = after;
            }
            assertThat(known.min().item_double()).isEqualTo(1);
        }
    }

    @Test
    void aHoleWithoutAnyKnownPixelGivesZeros() {
        try (Parameters.Built<PartialConv> built =
                build(Conv2dLayer.Spec.lrelu3(2, 3).with(Scale.DOWN))) {
            PartialConv.Masked y = built.network()
                    .forward(new PartialConv.Masked(Drawn.normal("x", 1, 2, 8, 8), torch.zeros(1, 1, 8, 8)));
            assertThat(y.features().abs().max().item_double()).isZero();
            assertThat(Objects.requireNonNull(y.known()).max().item_double()).isZero();
        }
    }

    @Test
    void withoutAMaskItIsAnOrdinaryConvolution() {
        try (Parameters.Built<PartialConv> built = build(Conv2dLayer.Spec.lrelu3(2, 3))) {
            Tensor x = Drawn.normal("x", 1, 2, 8, 8);
            PartialConv.Masked y = built.network().forward(new PartialConv.Masked(x, null));
            assertThat(y.known()).isNull();
            assertThat(Drawn.distance(y.features(), built.network().conv().forward(x)))
                    .isZero();
        }
    }

    @Test
    void aDoublingLayerRefusesAMaskInASentence() {
        try (Parameters.Built<PartialConv> built =
                build(Conv2dLayer.Spec.lrelu3(2, 3).with(Scale.UP))) {
            PartialConv.Masked in = new PartialConv.Masked(Drawn.normal("x", 1, 2, 4, 4), torch.ones(1, 1, 4, 4));
            assertThatThrownBy(() -> built.network().forward(in))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "a doubling partial convolution cannot take a mask: known pixels are not defined between pixels. Give none.");
        }
    }
}
