// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A clean sample and noise, mixed, said by a network in any of the three ways, and read back. */
class PredictionLawsTest {
    private static final double[] X0 = {0.25, -1, 0.75, 0.5};
    private static final double[] NOISE = {1.5, -0.25, -2, 0.125};

    /** Levels from nearly clean to nearly noise, as √ᾱ. */
    private static final double[] SIGNALS = {0.9999, 0.9, 0.5, 0.05};

    private static void assertClose(Tensor got, double[] want, double within) {
        assertThat(Tensors.doubles(got)).usingComparatorWithPrecision(within).containsExactly(want);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static Tensor mixed(double a, double s) {
        return Tensors.blend(Tensors.of(X0, 4), a, Tensors.of(NOISE, 4), s);
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void whatTrainingAsksForIsReadBackAsTheSampleAndItsNoise(Prediction prediction) {
        for (double a : SIGNALS) {
            double s = Math.sqrt(1 - a * a);
            float[] target = new float[4];
            prediction.target(floats(X0), floats(NOISE), a, s, target, 0, 4);
            try (PointerScope scope = new PointerScope()) {
                Tensor xT = mixed(a, s);
                Tensor output = Tensors.of(target, 4);
                // float32 targets, divided by the little signal or noise that there is
                double within = 1e-6 / Math.min(a, s);
                assertClose(prediction.x0(xT, output, a, s), X0, within);
                assertClose(prediction.epsilon(xT, output, a, s), NOISE, within);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void anyOutputMeansASampleAndANoiseThatGiveTheMixtureAgain(Prediction prediction) {
        for (double a : SIGNALS) {
            double s = Math.sqrt(1 - a * a);
            try (PointerScope scope = new PointerScope()) {
                Tensor xT = mixed(a, s);
                Tensor output = Tensors.of(new double[] {0.3, -0.7, 1.1, -2}, 4);
                Tensor x0 = prediction.x0(xT, output, a, s);
                Tensor epsilon = prediction.epsilon(xT, output, a, s);
                assertClose(Tensors.blend(x0, a, epsilon, s), Tensors.doubles(xT), 1e-12);
            }
        }
    }

    static Stream<Parameterization> parameterizations() {
        Stream<Parameterization> ofPredictions = Stream.of(Prediction.values())
                .flatMap(p -> Stream.of(new Parameterization.Preserving(p), new Parameterization.Exploding(p)));
        return Stream.concat(
                ofPredictions,
                Stream.of(
                        new Parameterization.Edm(0.5, 1),
                        new Parameterization.Edm(0.7, -1),
                        new Parameterization.Rectified()));
    }

    /** The output that says {@code x0}, solved for from two outputs, since each is a straight line in it. */
    private static Tensor saying(Parameterization way, Tensor x, Tensor x0, double sigma) {
        Tensor zero = Tensors.times(x, 0);
        Tensor atZero = way.x0(x, zero, sigma);
        Tensor slope = way.x0(x, Tensors.plus(zero, 1), sigma).sub(atZero);
        return x0.sub(atZero).div(slope);
    }

    @ParameterizedTest
    @MethodSource("parameterizations")
    void atEveryNoiseLevelTheRightOutputGivesTheCleanSample(Parameterization way) {
        for (double sigma : new double[] {0.02, 0.3, 0.9}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor x = mixed(way.a(sigma), way.s(sigma));
                Tensor output = saying(way, x, Tensors.of(X0, 4), sigma);
                assertClose(way.x0(x, output, sigma), X0, 1e-12);
                assertThat(way.lambda(sigma)).isEqualTo(Math.log(way.a(sigma)) - Math.log(way.s(sigma)));
            }
        }
    }

    /** The same network led in both spaces must mean the same sample. */
    @ParameterizedTest
    @EnumSource(Prediction.class)
    void bothSpacesReadAnOutputAlike(Prediction prediction) {
        Parameterization preserving = new Parameterization.Preserving(prediction);
        Parameterization exploding = new Parameterization.Exploding(prediction);
        for (double sigma : new double[] {0.05, 1, 12}) {
            try (PointerScope scope = new PointerScope()) {
                Tensor output = Tensors.of(new double[] {0.3, -0.7, 1.1, -2}, 4);
                Tensor vp = mixed(preserving.a(sigma), preserving.s(sigma));
                Tensor ve = mixed(exploding.a(sigma), exploding.s(sigma));
                assertClose(exploding.x0(ve, output, sigma), Tensors.doubles(preserving.x0(vp, output, sigma)), 1e-11);
                assertClose(Tensors.times(ve, exploding.inputScale(sigma)), Tensors.doubles(vp), 1e-12);
            }
        }
    }

    @Test
    void theFlowsSlopeIsTheDifferenceOfNoiseAndSample() {
        Parameterization flow = new Parameterization.Rectified();
        try (PointerScope scope = new PointerScope()) {
            Tensor slope = Tensors.of(NOISE, 4).sub(Tensors.of(X0, 4));
            assertClose(flow.x0(mixed(0.4, 0.6), slope, 0.6), X0, 1e-12);
        }
    }
}
