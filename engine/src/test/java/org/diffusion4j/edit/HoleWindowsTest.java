// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diffusion4j.image.Mask;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

/** All for a network of 8 x 8 pixels, which sees holes of up to 6 pixels as they are. */
class HoleWindowsTest {
    private static final int NET = 8;

    private static List<Framing> framings(Mask mask) {
        return HoleWindows.of(mask, NET, NET).stream().map(HoleWindow::framing).toList();
    }

    /** Every given box is a hole. */
    private static Mask holes(int width, int height, Box... boxes) {
        boolean[] known = new boolean[width * height];
        for (int i = 0; i < known.length; i++) {
            int x = i % width;
            int y = i / width;
            known[i] = List.of(boxes).stream()
                    .noneMatch(box -> x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom());
        }
        return Mask.of(width, height, known);
    }

    private static Box at(int x, int y, int width, int height) {
        return new Box(x, y, x + width, y + height);
    }

    @Test
    void holesFarApartHaveWindowsOfTheirOwnAsLargeAsTheNetwork() {
        assertThat(framings(holes(100, 60, at(80, 40, 4, 4), at(10, 12, 2, 2))))
                .containsExactly(new Framing(7, 9, 8, 8, 8, 8), new Framing(78, 38, 8, 8, 8, 8));
    }

    @Test
    void holesThatOneWindowShowsAsTheyAreShareIt() {
        assertThat(framings(holes(100, 60, at(20, 20, 2, 2), at(24, 25, 2, 1))))
                .containsExactly(new Framing(19, 19, 8, 8, 8, 8));
        // 7 pixels are more than three quarters of 8
        assertThat(framings(holes(100, 60, at(20, 20, 2, 2), at(25, 25, 2, 1)))).hasSize(2);
    }

    @Test
    void holesThatTouchByASideOrACornerAreOne() {
        assertThat(framings(holes(100, 60, at(20, 20, 5, 5), at(25, 20, 7, 3))))
                .containsExactly(new Framing(18, 14, 16, 16, 8, 8));
        assertThat(framings(holes(100, 60, at(20, 20, 6, 6), at(26, 26, 6, 6))))
                .containsExactly(new Framing(18, 18, 16, 16, 8, 8));
    }

    @Test
    void aHoleBeyondTheNetworkIsShrunkAloneAndOthersAreNot() {
        assertThat(framings(holes(100, 60, at(40, 20, 24, 12), at(41, 36, 1, 1))))
                .containsExactly(new Framing(36, 10, 32, 32, 8, 8), new Framing(37, 32, 8, 8, 8, 8));
    }

    @Test
    void holesThatAreShrunkAlikeShareAWindowThatShrinksNoMore() {
        assertThat(framings(holes(100, 60, at(40, 20, 24, 2), at(40, 26, 24, 2))))
                .containsExactly(new Framing(36, 8, 32, 32, 8, 8));
    }

    @Test
    void aPictureNoLargerThanTheNetworkIsOneWindow() {
        assertThat(framings(holes(8, 8, at(0, 0, 1, 1), at(7, 7, 1, 1))))
                .containsExactly(new Framing(0, 0, 8, 8, 8, 8));
        assertThat(framings(holes(8, 3, at(0, 0, 1, 1), at(7, 2, 1, 1))))
                .containsExactly(new Framing(0, -2, 8, 8, 8, 8));
    }

    @Test
    void windowsOfHolesAtTheBorderStayInThePicture() {
        assertThat(framings(holes(100, 60, at(0, 59, 1, 1), at(99, 0, 1, 3))))
                .containsExactly(new Framing(92, 0, 8, 8, 8, 8), new Framing(0, 52, 8, 8, 8, 8));
    }

    @Test
    void noHoleAndNothingButHoleAreOneWindow() {
        assertThat(framings(Mask.allKnown(30, 20))).hasSize(1);
        assertThat(framings(Mask.allKnown(32, 16).inverse())).containsExactly(new Framing(0, -8, 32, 32, 8, 8));
    }

    @Test
    void specklesShareWindowsAsFineAsThePicture() {
        RandomStream stream = RandomStream.of(0, "speckles");
        boolean[] known = new boolean[100 * 100];
        for (int i = 0; i < known.length; i++) {
            known[i] = stream.nextInt(20) > 0; // some 500 of 10,000
        }
        List<Framing> framings = framings(Mask.of(100, 100, known));

        assertThat(framings).hasSizeBetween(150, 400).allMatch(framing -> framing.width() == NET);
    }

    @Test
    void whereEveryOtherPixelIsMissingWindowsGrowUntilTheyAreFewEnough() {
        boolean[] known = new boolean[400 * 400];
        for (int i = 0; i < known.length; i++) {
            known[i] = i % 2 == 1 || i / 400 % 2 == 1;
        }
        List<Framing> framings = framings(Mask.of(400, 400, known));

        // 400/6 squared would be 4,489 windows of 8, 34 squared 1,156 of 16, and 17 squared 289 of 32
        assertThat(framings).hasSizeLessThanOrEqualTo(HoleWindows.MOST).allMatch(framing -> framing.width() == 64);
    }
}
