// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.PictureDistance;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RePaintFillerTest {
    private static final FillRequest QUICK = FillRequest.of(1, 7).withSteps(4).withJumps(new Jumps(2, 2));
    private static final Picture EMOJI = EmojiConfig.defaults()
            .withSize(16)
            .withSplit(Split.HELD_OUT)
            .create(0)
            .picture(5);
    private static final Mask MIDDLE = Drawn.hole(16, 16, 5, 5, 6, 6);

    @SuppressWarnings("NullAway.Init")
    private static Inpainter inpainter;

    @BeforeAll
    static void open() {
        inpainter = Inpainter.open("sprites");
    }

    @AfterAll
    static void close() {
        inpainter.close();
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
        Picture first = inpainter.fill(EMOJI, MIDDLE, QUICK).get(0);

        assertThat(inpainter.fill(EMOJI, MIDDLE, QUICK)).containsExactly(first);
        assertThat(inpainter.fill(EMOJI, MIDDLE, QUICK.withSeed(8)).get(0)).isNotEqualTo(first);
    }

    @Test
    void aFillIsTheSameWhateverTheNumberOfFills() {
        List<Picture> many = inpainter.fill(EMOJI, MIDDLE, QUICK.withCount(18)); // two batches

        for (int i : List.of(0, 17)) {
            Picture alone = inpainter
                    .filler()
                    .fill(List.of(new Hole(EMOJI, MIDDLE)), List.of((long) i), QUICK)
                    .get(0);
            for (int place = 5; place < 11; place++) {
                for (int c = 0; c < 3; c++) { // batches of another size round otherwise
                    assertThat(many.get(i).sample(place, place, c))
                            .isBetween(alone.sample(place, place, c) - 1, alone.sample(place, place, c) + 1);
                }
            }
        }
    }

    @Test
    void theKnownPartIsThePicturesOwnEvenBeforeItIsPutBack() {
        Picture raw = inpainter
                .filler()
                .fill(List.of(new Hole(EMOJI, Mask.allKnown(16, 16))), List.of(0L), QUICK)
                .get(0);

        assertThat(raw).isEqualTo(EMOJI);
    }

    @Test
    void whatIsAllHoleIsDrawnFreely() {
        Picture drawn =
                inpainter.fill(EMOJI, Mask.allKnown(16, 16).inverse(), QUICK).get(0);

        assertThat(PictureDistance.l1(drawn, EMOJI)).isGreaterThan(0.02);
    }

    @Test
    void progressCountsTheEvaluationsOfTheWalk() {
        List<Long> heard = new ArrayList<>();
        inpainter.fill(EMOJI, MIDDLE, QUICK.reportingTo(heard::add));

        // 4 steps, with one jump of 2 back from time 0: 4 + 2
        assertThat(inpainter.evaluations(List.of(new Hole(EMOJI, MIDDLE)), QUICK))
                .isEqualTo(6);
        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void itIsToldWhatTheHoleShows() {
        Picture untold = inpainter.fill(EMOJI, MIDDLE, QUICK).get(0);
        Picture flag = inpainter.fill(EMOJI, MIDDLE, QUICK.told("Flags")).get(0);
        Picture guided = inpainter
                .fill(EMOJI, MIDDLE, QUICK.told("Flags").guidedBy(Guidance.of(4)))
                .get(0);

        assertThat(flag).isNotEqualTo(untold).isNotEqualTo(guided);
        assertThatThrownBy(() -> inpainter.fill(EMOJI, MIDDLE, QUICK.told("Flag")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no class 'Flag'. Did you mean 'Flags'?");
    }

    @Test
    void whatItCannotFollowIsRefused() {
        assertThatThrownBy(() -> inpainter.fill(EMOJI, MIDDLE, QUICK.withPsi(0.5)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "psi 0.5 was given, and a diffusion model has no styles to draw to their mean. Leave it out.");
        assertThatThrownBy(() -> inpainter.fill(EMOJI, MIDDLE, QUICK.withSteps(501)))
                .hasMessage("steps must lie in 1 to 500 (the schedule's own) but was 501. 50 are usual.");
        assertThatThrownBy(() -> inpainter.fill(EMOJI, MIDDLE, QUICK.withJumps(new Jumps(4, 2))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "jumps of 4 steps were asked for in a walk of 4; a jump must be shorter than the walk. Use shorter jumps, more steps, or walk each part once.");
    }

    @Test
    void modelsThatDrawNoPicturesAreRefused() {
        assertThatThrownBy(() -> Inpainter.open("spiral"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "filling holes needs a model of pictures, and the system 'spiral' has none of 1 or 3 channels. Use one such as classes or sprites.");
    }

    @Test
    void itStopsWhenAsked() {
        StopSignal stop = new StopSignal();
        stop.request();

        assertThatThrownBy(() -> inpainter.fill(EMOJI, MIDDLE, QUICK.stoppedBy(stop)))
                .isInstanceOf(CancelledException.class);
    }
}
