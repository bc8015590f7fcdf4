// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.edit.LaplaceFill;
import org.diffusion4j.edit.MeanFill;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.Picture;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerceptualDistanceTest {
    /** The mean absolute difference, in the shape that the reference program of LPIPS answers with. */
    private static final String MEAN = "def forward(self, a, b):\n    return (a - b).abs().mean([1, 2, 3], True)\n";

    private static final Picture BLACK = Picture.of(1, 1, 3, new byte[3]);
    private static final Picture WHITE = Picture.of(1, 1, 3, new byte[] {-1, -1, -1});

    @TempDir
    Path folder;

    @Test
    void picturesAreGivenFromMinusOneToOneAndManyInParts() {
        try (PerceptualDistance distance = PerceptualDistance.open(saved(MEAN))) {
            assertThat(distance.mean(List.of(BLACK), List.of(WHITE))).isCloseTo(2, within(1e-6));
            assertThat(distance.mean(List.of(BLACK, WHITE), List.of(WHITE, WHITE)))
                    .isCloseTo(1, within(1e-6));
            assertThat(distance.mean(Collections.nCopies(70, WHITE), Collections.nCopies(70, BLACK)))
                    .isCloseTo(2, within(1e-6));
            StopSignal stop = new StopSignal();
            stop.request();
            assertThatThrownBy(() -> distance.mean(List.of(BLACK), List.of(WHITE), stop))
                    .isInstanceOf(CancelledException.class)
                    .hasMessage("Measuring was stopped between pictures. Nothing was written.");
        }
    }

    @Test
    void anEvaluationHasItsColumnAndItsHashOnlyWithAFile() throws IOException {
        Path file = saved(MEAN);
        InpaintingRequest plain = InpaintingRequest.of(20, 16, 0, MaskConfig.defaults(), FillRequest.of(1, 0));
        InpaintingResult without = evaluated(plain);
        InpaintingResult with = evaluated(plain.withLpips(file));
        assertThat(without.table().get(0)).doesNotContain("LPIPS");
        assertThat(without.line()).matches("l1=.+ uids=\\d\\.\\d{3} count=20");
        assertThat(with.line())
                .matches("l1=.+ uids=\\d\\.\\d{3} lpips=\\d\\.\\d{4} count=20")
                .contains(String.format(
                        Locale.ROOT, " lpips=%.4f ", with.rows().get(1).lpips().orElseThrow()));
        assertThat(without.rows().get(0).lpips()).isEmpty();
        assertThat(with.table().get(0)).containsPattern("SSIM +LPIPS +FD-emoji");
        assertThat(with.table().get(0)).hasSameSizeAs(with.table().get(1));
        assertThat(with.lpipsSha256()).contains(Sha256.of(Files.readAllBytes(file)));
        assertThat(with.rows().get(0).lpips().orElseThrow())
                .isGreaterThan(with.rows().get(1).lpips().orElseThrow())
                .isBetween(0.01, 1.0);
        assertThat(with.json()).contains("\"lpips\" : 0.");
    }

    @Test
    void whatIsNoDistanceIsRefused() throws IOException {
        Path missing = folder.resolve("missing.pt");
        assertThatThrownBy(() -> PerceptualDistance.open(missing))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the perceptual distance '%s' cannot be read (".formatted(missing))
                .hasMessageEndingWith("Give the path of a TorchScript file that you may read.");
        Path words = Files.writeString(folder.resolve("words.pt"), "no program");
        assertThatThrownBy(() -> PerceptualDistance.open(words)).isInstanceOf(FormatException.class);
        try (PerceptualDistance whole =
                PerceptualDistance.open(saved("def forward(self, a, b):\n    return a - b\n"))) {
            assertThatThrownBy(() -> whole.mean(List.of(BLACK), List.of(WHITE)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "the perceptual distance 'distance.pt' answered 1 pairs of pictures with (1, 3, 1, 1), not with a number for each. Use one that takes two batches (N, 3, H, W) and gives (N).");
            assertThatThrownBy(() -> whole.mean(List.of(), List.of()))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("a perceptual distance was asked of 0 and 0 pictures. Give pairs, one or more.");
        }
    }

    @Test
    void picturesOfSeveralSizesAndAnswersThatAreNoNumbersAreRefused() {
        Picture wide = Picture.of(2, 1, 3, new byte[6]);
        try (PerceptualDistance distance = PerceptualDistance.open(saved(MEAN))) {
            assertThatThrownBy(() -> distance.mean(List.of(BLACK, BLACK), List.of(WHITE, wide)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage(
                            "picture 1 has 2 x 1 pixels and the first 1 x 1; a perceptual distance takes pictures of one size. Resize them first.");
            assertThatThrownBy(() -> distance.mean(List.of(BLACK), List.of(wide)))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageStartingWith("picture 0 has 2 x 1 pixels and the first 1 x 1;");
        }
        String division = "def forward(self, a, b):\n    return (a - b).mean([1, 2, 3]) / 0.0\n";
        try (PerceptualDistance broken = PerceptualDistance.open(saved(division))) {
            assertThatThrownBy(() -> broken.mean(List.of(WHITE), List.of(BLACK)))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "the perceptual distance 'distance.pt' answered a pair of pictures with Infinity, which is no distance. Use a network whose weights are whole, saved in float32.");
        }
    }

    @Test
    void aProgramThatStopsOrTakesOneBatchIsRefused() {
        String one = "def forward(self, a):\n    return a.mean([1, 2, 3])\n";
        String stops = "def forward(self, a, b):\n    return (a @ b.flatten()).mean([1, 2, 3])\n";
        try (PerceptualDistance single = PerceptualDistance.open(saved(one));
                PerceptualDistance stopping = PerceptualDistance.open(saved(stops))) {
            assertThatThrownBy(() -> single.mean(List.of(WHITE), List.of(BLACK)))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "the perceptual distance 'distance.pt' was given 2 batches of the shape (1, 3, 1, 1) and takes other arguments: (Tensor a). Use one that takes two batches (N, 3, H, W) and gives (N).");
            assertThatThrownBy(() -> stopping.mean(List.of(WHITE), List.of(BLACK)))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(
                            "the perceptual distance 'distance.pt' was given 2 batches of the shape (1, 3, 1, 1) and stopped: ")
                    .hasMessageEndingWith(". Use one that takes two batches (N, 3, H, W) and gives (N).")
                    .message()
                    .hasLineCount(1)
                    .doesNotContain("interpreter");
        }
    }

    private static InpaintingResult evaluated(InpaintingRequest request) {
        List<Inpainter> methods =
                List.of(new Inpainter(new MeanFill(16, 16, 3)), new Inpainter(new LaplaceFill(16, 16, 3)));
        return new InpaintingEvaluation(methods, request)
                .run(done -> {}, new StopSignal())
                .result();
    }

    private Path saved(String program) {
        return TorchScripts.saved(folder.resolve("distance.pt"), program);
    }
}
