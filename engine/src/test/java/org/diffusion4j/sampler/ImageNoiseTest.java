// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.NativePointers;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNoiseTest {
    private static final long SEED = 5;
    private static final int IMAGES = 8;
    private static final List<int[]> ORDERS = List.of(
            IntStream.range(0, 150).toArray(),
            new int[] {0, 1, 2, 70, 71, 3, 149},
            IntStream.range(0, 60).map(i -> 2 * i).toArray(),
            new int[] {9, 8, 7, 7, 7});

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Points, whose draws are made many at once, a size that fills no whole block, and small pictures. */
    @ParameterizedTest
    @ValueSource(ints = {3, 66, 3 * 32 * 32})
    void eightImagesAtOnceSeeWhatEachSeesAlone(int each) {
        ImageNoise together = new ImageNoise(SEED, 0, IMAGES);
        float[] start = Tensors.floats(together.start(each));
        float[] tenth = unit(together, 10, 0, IMAGES, each);
        for (int k = 0; k < IMAGES; k++) {
            ImageNoise alone = new ImageNoise(SEED, k, 1);
            assertThat(Tensors.floats(alone.start(each))).isEqualTo(part(start, k, each));
            assertThat(unit(alone, 10, 0, 1, each)).isEqualTo(part(tenth, k, each));
        }
    }

    @Test
    void aPlaceGivesTheSameNumbersInWhateverOrderPlacesAreAsked() {
        ImageNoise rising = new ImageNoise(SEED, 0, 2);
        float[][] want = new float[200][];
        for (int e = 0; e < want.length; e++) {
            want[e] = unit(rising, e, 0, 2, 3);
        }
        ImageNoise falling = new ImageNoise(SEED, 0, 2);
        for (int e = want.length - 1; e >= 0; e--) {
            assertThat(unit(falling, e, 0, 2, 3)).isEqualTo(want[e]);
        }
        assertThat(unit(falling, 0, 0, 2, 5)).startsWith(want[0][0], want[0][1], want[0][2]);
    }

    @Test
    void evaluationsAndDrawsAreFreshNumbers() {
        ImageNoise noise = new ImageNoise(SEED, 0, 2);
        float[] first = unit(noise, 0, 0, 2, 3);
        assertThat(unit(noise, 1, 0, 2, 3)).doesNotContain(first);
        assertThat(unit(noise, 0, 1, 2, 3)).doesNotContain(first);
        assertThat(Tensors.floats(noise.start(3))).doesNotContain(first);
    }

    @Test
    void theNumbersOfAnImageAreThoseOfItsNamedStream() {
        float[] want = new float[3];
        RandomStream.of(SEED, "noise", 4, 1).normals(7 * 3, want, 0, 3);
        assertThat(unit(new ImageNoise(SEED, 4, 1), 7, 1, 1, 3)).isEqualTo(want);
    }

    /** Points, whose windows grow, pictures, whose windows are single evaluations, and what lies between; in every order. */
    @ParameterizedTest
    @ValueSource(ints = {3, 66, 3 * 32 * 32})
    void whatIsDrawnAheadOrInPlaceIsTheSame(int each) {
        ImageNoise plain = new ImageNoise(SEED, 0, IMAGES);
        for (int[] order : ORDERS) {
            try (NoiseAhead ahead = new NoiseAhead(new ImageNoise(SEED, 0, IMAGES), 150);
                    NoiseInPlace inPlace = new NoiseInPlace(new ImageNoise(SEED, 0, IMAGES))) {
                for (int e : order) {
                    for (int draw = 0; draw < (order.length < 10 ? 3 : 1); draw++) {
                        float[] want = unit(plain, e, draw, IMAGES, each);
                        assertThat(unit(ahead, e, draw, IMAGES, each)).isEqualTo(want);
                        assertThat(unit(inPlace, e, draw, IMAGES, each)).isEqualTo(want);
                    }
                }
            }
        }
    }

    @Test
    void theThreadThatDrawsAheadBeginsWithTheFirstNoiseAndIsGoneAfterwards() {
        assertThat(drawers()).isEmpty();
        try (NoiseAhead ahead = new NoiseAhead(new ImageNoise(SEED, 0, IMAGES), 1000)) {
            assertThat(drawers()).isEmpty(); // a method without noise has none
            unit(ahead, 0, 0, IMAGES, 3);
            assertThat(drawers()).hasSize(1);
        }
        assertThat(drawers()).isEmpty();
    }

    @Test
    void theThreadIsGoneAfterAnErrorAsWell() {
        assertThatThrownBy(() -> {
                    try (NoiseAhead ahead = new NoiseAhead(new ImageNoise(SEED, 0, 2), 1000)) {
                        unit(ahead, 0, 0, 2, 3);
                        unit(ahead, 1, 0, 3, 3);
                    }
                })
                .isInstanceOf(ShapeException.class);
        assertThat(drawers()).isEmpty();
    }

    /** More images than blocks of one pass, and not a multiple of that. */
    @Test
    void manyPointsSeeTheirOwnStreams() {
        float[] want = new float[3];
        float[] all = unit(new ImageNoise(SEED, 0, 600), 70, 0, 600, 3);
        for (int k = 0; k < 600; k++) {
            RandomStream.of(SEED, "noise", k, 0).normals(70 * 3, want, 0, 3);
            assertThat(part(all, k, 3)).isEqualTo(want);
        }
    }

    @Test
    void manyPointsAreDrawnInWindowsOfBoundedMemory() {
        assertThat(evaluations(4)).isEqualTo(1000);
        assertThat(evaluations(200_000)).isEqualTo(1);
        assertThat(evaluations(1000)).isEqualTo(349); // 2^20 values
    }

    private static int evaluations(int points) {
        try (NoiseWindow window = new ImageNoise(SEED, 0, points).window(0, 3, 1000)) {
            return window.evaluations();
        }
    }

    /** In order, in leaps, ended in the middle, with samples of other shapes between, and after a sample that is refused. */
    @Test
    void nothingNativeIsLeftBehind() {
        long left = NativePointers.leftBy(() -> {
            for (int[] order : ORDERS) {
                try (NoiseAhead ahead = new NoiseAhead(new ImageNoise(SEED, 0, IMAGES), 150);
                        NoiseInPlace inPlace = new NoiseInPlace(new ImageNoise(SEED, 0, IMAGES))) {
                    for (int e : order) {
                        try (PointerScope step = new PointerScope()) {
                            unit(ahead, e, 0, IMAGES, e % 5 == 0 ? 4 : 3);
                            unit(inPlace, e, 0, IMAGES, e % 5 == 0 ? 4 : 3);
                        }
                    }
                    try (PointerScope step = new PointerScope()) {
                        assertThatThrownBy(() -> unit(ahead, 0, 0, 5, 3)).isInstanceOf(ShapeException.class);
                        assertThatThrownBy(() -> unit(inPlace, 0, 0, 5, 3)).isInstanceOf(ShapeException.class);
                    }
                }
            }
        });
        assertThat(left).isZero();
    }

    @Test
    void drawsOfOneEvaluationDoNotOverwriteEachOther() {
        Tensor like = Tensors.of(new double[6], 2, 3);
        ImageNoise plain = new ImageNoise(SEED, 0, 2);
        try (NoiseInPlace inPlace = new NoiseInPlace(plain);
                NoiseAhead ahead = new NoiseAhead(plain, 150)) {
            for (Noise noise : List.of(inPlace, ahead)) {
                Tensor first = noise.unit(7, 0, like);
                Tensor second = noise.unit(7, 1, like);
                assertThat(Tensors.floats(first)).isEqualTo(unit(plain, 7, 0, 2, 3));
                assertThat(Tensors.floats(second)).isEqualTo(unit(plain, 7, 1, 2, 3));
            }
        }
    }

    @Test
    void noiseHasTheShapeAndTheTypeOfTheSample() {
        Tensor like = Tensors.of(new float[2 * 3 * 4 * 4], 2, 3, 4, 4);
        try (NoiseInPlace inPlace = new NoiseInPlace(new ImageNoise(SEED, 0, 2))) {
            for (Noise noise : List.of(new ImageNoise(SEED, 0, 2), inPlace)) {
                Tensor unit = noise.unit(5, 0, like);
                assertThat(unit.shape()).containsExactly(2, 3, 4, 4);
                assertThat(unit.scalar_type().intern()).isEqualTo(ScalarType.Float);
            }
            assertThat(Tensors.floats(inPlace.unit(5, 0, like)))
                    .isEqualTo(Tensors.floats(new ImageNoise(SEED, 0, 2).unit(5, 0, like)));
        }
    }

    /** Threads that draw; one that has nothing more to do may take a moment to die after its pool has. */
    private static List<Thread> drawers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("diffusion4j-noise"))
                .filter(thread -> {
                    try {
                        thread.join(thread.getState() == Thread.State.WAITING ? 1 : 1000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return thread.isAlive();
                })
                .toList();
    }

    @Test
    void aBatchOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> unit(new ImageNoise(SEED, 0, 2), 0, 0, 3, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessage("the sample that noise is drawn for must have the shape (2, any) but has (3, 3)."
                        + " Check the batch, channel and size order.");
    }

    private static float[] unit(Noise noise, int evaluation, int draw, int images, int each) {
        Tensor like = Tensors.of(new double[images * each], images, each);
        return Tensors.floats(noise.unit(evaluation, draw, like));
    }

    private static float[] part(float[] all, int image, int each) {
        return Arrays.copyOfRange(all, image * each, (image + 1) * each);
    }
}
