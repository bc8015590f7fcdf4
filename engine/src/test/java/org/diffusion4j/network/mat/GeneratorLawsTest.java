// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Drawn;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.StyleMix;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold for every hole and every weight. */
class GeneratorLawsTest {
    private static final Generator.Chance FIXED = new Generator.Chance(LayerNoise.CONSTANT, StyleMix.MEAN);

    private PointerScope scope;
    private Parameters.Built<Generator> built;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        built = Drawn.build(p -> new Generator(p, SmallMat.generator()));
    }

    @AfterEach
    void close() {
        built.close();
        scope.close();
    }

    private Generator.Filled fill(Tensor image, Tensor known) {
        return fill(built.network(), image, known);
    }

    private static Generator.Filled fill(Generator g, Tensor image, Tensor known) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor z = Drawn.normal("z", image.size(0), 8);
            return g.forward(image, known, g.mapping().rows(g.mapping().style(z, null), Truncation.of(0.7)), FIXED);
        }
    }

    private static Tensor rectangle() {
        float[] known = new float[2 * 32 * 32];
        for (int i = 0; i < known.length; i++) {
            int y = i / 32 % 32;
            int x = i % 32;
            known[i] = y >= 5 && y < 27 && x >= 8 && x < 24 ? 0 : 1;
        }
        return Tensors.of(known, 2, 1, 32, 32);
    }

    @Test
    void knownPixelsComeBackBitForBit() {
        Tensor image = Drawn.normal("image", 2, 3, 32, 32);
        Tensor known = rectangle();
        Generator.Filled filled = fill(image, known);
        for (Tensor one : new Tensor[] {filled.image(), filled.draft()}) {
            assertThat(one.mul(known).equal(image.mul(known))).isTrue();
            assertThat(one.sub(image).abs().max().item_double()).isGreaterThan(0.1);
        }
    }

    @Test
    void whatIsInsideTheHoleNeverMatters() {
        Tensor image = Drawn.normal("image", 2, 3, 32, 32);
        Tensor known = rectangle();
        Tensor other = image.mul(known)
                .add(Tensors.times(Drawn.normal("other", 2, 3, 32, 32), 9).mul(Tensors.plus(known.neg(), 1)));
        assertThat(Tensors.floats(fill(other, known).image()))
                .containsExactly(Tensors.floats(fill(image, known).image()));
    }

    @Test
    void anImageThatIsAllKnownIsLeftAlone() {
        Tensor image = Drawn.normal("image", 1, 3, 32, 32);
        Generator.Filled filled = fill(image, torch.ones(1, 1, 32, 32));
        assertThat(Tensors.floats(filled.image())).containsExactly(Tensors.floats(image));
    }

    @Test
    void aHoleThatIsTheWholeImageIsFilledWithoutLookingAtIt() {
        Tensor nothing = torch.zeros(1, 1, 32, 32);
        float[] one =
                Tensors.floats(fill(Drawn.normal("a", 1, 3, 32, 32), nothing).image());
        float[] other =
                Tensors.floats(fill(Drawn.normal("b", 1, 3, 32, 32), nothing).image());
        assertThat(one).isEqualTo(other);
        for (float v : one) {
            assertThat(v).isFinite();
        }
    }

    @Test
    void largerImagesAreFilledToo() {
        Tensor image = Drawn.normal("image", 1, 3, 64, 32);
        Tensor known = Drawn.mask("known", 0.6, 1, 1, 64, 32);
        try (NoGradGuard guard = new NoGradGuard()) {
            Generator g = built.network();
            Tensor rows = g.mapping().rows(g.mapping().style(Drawn.normal("z", 1, 8), null), Truncation.NONE);
            Tensor filled = g.forward(image, known, rows, new Generator.Chance(LayerNoise.NONE, StyleMix.FEATURES_ONLY))
                    .image();
            assertThat(filled.shape()).containsExactly(1, 3, 64, 32);
            assertThat(torch.isfinite(filled).all().item_bool()).isTrue();
        }
    }

    @Test
    void gradientsStayFiniteForAHoleThatIsTheWholeImage() {
        Generator g = built.network();
        Tensor rows = g.mapping().rows(g.mapping().style(Drawn.normal("z", 1, 8), null), Truncation.NONE);
        g.forward(Drawn.normal("image", 1, 3, 32, 32), torch.zeros(1, 1, 32, 32), rows, FIXED)
                .image()
                .square()
                .mean()
                .backward();
        Tensor gradients = built.parameters().gradients();
        assertThat(torch.isfinite(gradients).all().item_bool()).isTrue();
        assertThat(gradients.norm().item_double()).isPositive();
    }

    @Test
    void eachStageHasFeaturesScaledBackAsItsOwnConfigurationSays() {
        Tensor image = Drawn.normal("image", 2, 3, 32, 32);
        Generator.Filled usual = fill(image, rectangle());
        try (Parameters.Built<Generator> first = Drawn.build(p -> new Generator(p, SmallMat.generator(false, true)));
                Parameters.Built<Generator> second =
                        Drawn.build(p -> new Generator(p, SmallMat.generator(true, false)))) {
            assertThat(first.parameters().names()).isEqualTo(built.parameters().names()); // nothing else is stored
            Generator.Filled plainFirst = fill(first.network(), image, rectangle());
            Generator.Filled plainSecond = fill(second.network(), image, rectangle());

            assertThat(Drawn.distance(plainFirst.draft(), usual.draft())).isGreaterThan(0.1);
            assertThat(Drawn.distance(plainSecond.draft(), usual.draft())).isZero();
            assertThat(Drawn.distance(plainSecond.image(), usual.image())).isGreaterThan(0.1);
        }
    }

    @Test
    void aMaskOfAnotherSizeIsRefusedInASentence() {
        assertThatThrownBy(() -> fill(Drawn.normal("image", 1, 3, 32, 32), torch.ones(1, 1, 16, 32)))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "known must have the shape (1, 1, 32, 32) but has (1, 1, 16, 32). Check the batch, channel and size order.");
    }
}
