// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.WindowAttention.Windowed;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WindowAttentionTest {
    private PointerScope scope;
    private Parameters.Built<WindowAttention> built;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        built = Drawn.build(p -> WindowAttention.of(p, 12, 3));
    }

    @AfterEach
    void close() {
        built.close();
        scope.close();
    }

    private Tensor attend(Tensor x, @Nullable Tensor known) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return built.network().forward(new Windowed(x, known), null).values();
        }
    }

    @Test
    void aWindowWithoutAnyKnownTokenAttendsAsIfAllWereKnown() {
        Tensor x = Drawn.normal("x", 4, 16, 12);
        Tensor unmasked = attend(x, torch.ones(4, 16, 1));
        assertThat(Drawn.distance(attend(x, torch.zeros(4, 16, 1)), unmasked)).isLessThan(1e-4);
    }

    @Test
    void theOrderOfTokensDoesNotMatterBeyondTheirPlace() {
        Tensor x = Drawn.normal("x", 2, 16, 12);
        Tensor known = Drawn.mask("known", 0.5, 2, 16, 1);
        Tensor there = attend(x.flip(1), known.flip(1)).flip(1);
        assertThat(Drawn.distance(there, attend(x, known))).isLessThan(1e-5);
    }

    @Test
    void aConstantAddedToAllKeysChangesNothing() {
        Tensor x = Drawn.normal("x", 2, 16, 12);
        Tensor known = Drawn.mask("known", 0.5, 2, 16, 1);
        Tensor before = attend(x, known);
        try (NoGradGuard guard = new NoGradGuard()) {
            built.parameters().get("k.bias").add_(Tensors.scalar(3));
        }
        assertThat(Drawn.distance(attend(x, known), before)).isLessThan(1e-4);
    }

    @Test
    void aWindowWithOneKnownTokenIsKnownAfterwards() {
        float[] one = new float[32];
        one[3] = 1;
        Tensor after = Objects.requireNonNull(built.network()
                .forward(new Windowed(Drawn.normal("x", 2, 16, 12), Tensors.of(one, 2, 16, 1)), null)
                .known());
        assertThat(Tensors.doubles(after.select(0, 0))).containsOnly(1);
        assertThat(Tensors.doubles(after.select(0, 1))).containsOnly(0);
    }

    @Test
    void tokensThatAreZeroPassNoGradientAndNoNaN() {
        Tensor x = torch.cat(new TensorVector(torch.zeros(2, 8, 12), Drawn.normal("x", 2, 8, 12)), 1)
                .requires_grad_(true);
        Tensor known = torch.zeros(2, 16, 1); // no known token in any window
        built.network()
                .forward(new Windowed(x, known), null)
                .values()
                .square()
                .sum()
                .backward();
        assertThat(torch.isfinite(x.grad()).all().item_bool()).isTrue();
        assertThat(torch.isfinite(built.parameters().gradients()).all().item_bool())
                .isTrue();
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefusedInASentence() {
        assertThatThrownBy(() -> Drawn.build(p -> WindowAttention.of(p, 12, 5)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("heads must divide dim, the width of a token, but 5 does not divide 12. Try 4.");
    }

    @Test
    void noTokenSeesAnotherPartOfThePictureThroughTheShift() {
        SwinBlock.Spec spec = new SwinBlock.Spec(12, 8, 8, 3, 4, 2, 2);
        try (Parameters.Built<SwinBlock> block = Drawn.build(p -> new SwinBlock(p, spec));
                NoGradGuard guard = new NoGradGuard()) {
            Tensor x = Drawn.normal("x", 1, 64, 12);
            Tensor changed = x.clone();
            changed.narrow(1, 56, 8).add_(Tensors.scalar(5)); // the last row, which the roll brings beside the first
            Tensor before = block.network().forward(new Tokens(x, 8, 8, null)).values();
            Tensor after =
                    block.network().forward(new Tokens(changed, 8, 8, null)).values();
            assertThat(Drawn.distance(before.narrow(1, 0, 16), after.narrow(1, 0, 16)))
                    .isLessThan(1e-6);
            assertThat(Drawn.distance(before.narrow(1, 48, 16), after.narrow(1, 48, 16)))
                    .isGreaterThan(1e-2);
        }
    }

    @Test
    void aBlockMadeForAGridThatIsNotSquareStoresTheTableThatAnotherMakesAnew() {
        SwinBlock.Spec wide = new SwinBlock.Spec(12, 8, 16, 3, 4, 2, 2);
        SwinBlock.Spec square = new SwinBlock.Spec(12, 8, 8, 3, 4, 2, 2);
        Tensor x = Drawn.normal("x", 1, 128, 12);
        try (Parameters.Built<SwinBlock> one = Drawn.build(p -> new SwinBlock(p, wide));
                Parameters.Built<SwinBlock> other = Drawn.build(p -> new SwinBlock(p, square));
                NoGradGuard guard = new NoGradGuard()) {
            assertThat(one.parameters().get("attn_mask").shape()).containsExactly(8, 16, 16);
            assertThat(Drawn.distance(
                            one.network().forward(new Tokens(x, 8, 16, null)).values(),
                            other.network().forward(new Tokens(x, 8, 16, null)).values()))
                    .isZero();
        }
    }

    @Test
    void logitsCanBeScaledOtherwise() {
        Tensor x = Drawn.normal("x", 2, 16, 12);
        try (Parameters.Built<WindowAttention> flat = Drawn.build(p -> WindowAttention.of(p, 12, 3, 1e-6));
                NoGradGuard guard = new NoGradGuard()) {
            Tensor y = flat.network().forward(new Windowed(x, null), null).values();
            // all keys weigh the same, so every query gets the same mean
            assertThat(Drawn.distance(y, y.narrow(1, 0, 1).expand(2, 16, 12))).isLessThan(1e-4);
        }
        assertThat(Drawn.distance(attend(x, null), attend(x, null).narrow(1, 0, 1)))
                .isGreaterThan(1e-2);
    }

    @Test
    void aGridThatWindowsDoNotFillIsRefusedInASentence() {
        assertThatThrownBy(() -> new Windows(4, 0).cut(Drawn.normal("x", 1, 48, 12), 8, 6))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "a grid of 8 x 6 tokens cannot be cut into windows of 4 x 4. Use images whose sides are multiples of the network's resolution.");
    }
}
