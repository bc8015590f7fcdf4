// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

/** All for a network of 8 x 8 pixels, which sees holes of up to 6 pixels as they are. */
class LongHoleTest {
    private static final int WIDTH = 400;
    private static final int HEIGHT = 300;

    private static Mask holeWhere(IntPredicate isHole) {
        boolean[] known = new boolean[WIDTH * HEIGHT];
        for (int i = 0; i < known.length; i++) {
            known[i] = !isHole.test(i);
        }
        return Mask.of(WIDTH, HEIGHT, known);
    }

    private static List<Framing> framings(Mask mask) {
        return HoleWindows.of(mask, 8, 8).stream().map(HoleWindow::framing).toList();
    }

    @Test
    void aScratchHasWindowsAlongItAsFineAsThePicture() {
        Mask mask = Drawn.hole(WIDTH, HEIGHT, 50, 100, 200, 1);
        assertThat(framings(mask)).hasSize(34).allMatch(framing -> framing.width() == 8); // 200/6
        assertThat(framings(mask)).startsWith(new Framing(49, 96, 8, 8, 8, 8), new Framing(55, 96, 8, 8, 8, 8));
        assertThat(framings(Drawn.hole(WIDTH, HEIGHT, 7, 20, 1, 250)))
                .hasSize(42)
                .allMatch(framing -> framing.width() == 8);
        assertThat(framings(holeWhere(i -> i % WIDTH == i / WIDTH)))
                .hasSize(50)
                .allMatch(framing -> framing.width() == 8);
    }

    @Test
    void aWiderOneHasLargerWindowsSoThatHalfOfEachPartIsKnown() {
        // 5 of 6 rows would be unknown, and are 5 of 12
        assertThat(framings(Drawn.hole(WIDTH, HEIGHT, 50, 100, 200, 5)))
                .hasSize(17)
                .allMatch(framing -> framing.width() <= 16);
    }

    @Test
    void aHoleThatIsNotThinOrNotLongHasOneWindow() {
        assertThat(framings(Drawn.hole(WIDTH, HEIGHT, 50, 100, 200, 60))).hasSize(1);
        assertThat(framings(Drawn.hole(WIDTH, HEIGHT, 50, 100, 24, 1))).hasSize(1); // shrunk four times
        assertThat(framings(Drawn.hole(WIDTH, HEIGHT, 50, 100, 25, 1))).hasSize(5);
    }

    @Test
    void manyScratchesHaveLargerWindowsUntilTheyAreFewEnough() {
        Mask mask = holeWhere(i -> i / WIDTH % 30 == 0); // ten, each of 67 parts of 6
        assertThat(framings(mask)).hasSizeBetween(50, HoleWindows.MOST).allMatch(framing -> framing.width() == 32);
    }

    @Test
    void everyPixelOfAScratchIsFilledAndNoOther() {
        Mask mask = holeWhere(i -> Math.abs(i % WIDTH - i / WIDTH) < 2 || (i / WIDTH == 40 && i % WIDTH > 30));
        Picture black = Picture.of(WIDTH, HEIGHT, 3, new byte[WIDTH * HEIGHT * 3]);
        PaintedFiller filler = new PaintedFiller(8, 8, 200, 100, 50);
        Picture filled =
                new Inpainter(filler).fill(black, mask, FillRequest.of(1, 0)).get(0);

        assertThat(IntStream.range(0, WIDTH * HEIGHT).filter(i -> filled.sample(i % WIDTH, i / WIDTH, 0) > 0))
                .containsExactly(mask.hole().stream().boxed().toArray(Integer[]::new));
        assertThat(filler.images).doesNotHaveDuplicates();
        assertThat(filler.shown.size()).isGreaterThan(50);
    }

    @Test
    void aScratchFarFromAnotherHoleHasTheSamePartsWithIt() {
        PaintedFiller filler = new PaintedFiller(8, 8, 200, 100, 50);
        Inpainter inpainter = new Inpainter(filler);
        Picture picture = Drawn.noise(WIDTH, HEIGHT, 3);
        IntPredicate scratch = i -> i / WIDTH == 100 && i % WIDTH > 200;
        IntPredicate first = i -> i == 5;
        inpainter.fill(picture, holeWhere(scratch.or(first)), FillRequest.of(1, 0));
        List<Long> images = new ArrayList<>(filler.images);
        inpainter.fill(picture, holeWhere(scratch.or(first).or(i -> i == 250 * WIDTH)), FillRequest.of(1, 0));

        assertThat(filler.images.subList(images.size(), 2 * images.size())).isEqualTo(images);
        assertThat(filler.images).hasSize(2 * images.size() + 1);
        assertThat(images).startsWith(0L);
    }
}
