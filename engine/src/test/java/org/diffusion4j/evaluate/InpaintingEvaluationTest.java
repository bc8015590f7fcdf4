// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.edit.LaplaceFill;
import org.diffusion4j.edit.MeanFill;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InpaintingEvaluationTest {
    private static InpaintingRequest request(int count) {
        return InpaintingRequest.of(count, 16, 0, MaskConfig.defaults(), FillRequest.of(1, 0));
    }

    private static InpaintingEvaluation evaluation(InpaintingRequest request) {
        List<Inpainter> methods =
                List.of(new Inpainter(new MeanFill(16, 16, 3)), new Inpainter(new LaplaceFill(16, 16, 3)));
        return new InpaintingEvaluation(methods, request);
    }

    private static InpaintingEvaluation.Outcome run(InpaintingRequest request) {
        return evaluation(request).run(done -> {}, new StopSignal());
    }

    @Test
    void aSmoothSurfaceIsNearerThanTheMean() {
        InpaintingResult result = run(request(60)).result();

        assertThat(result.rows()).extracting(InpaintingResult.Row::method).containsExactly("mean fill", "Laplace fill");
        InpaintingResult.Row mean = result.rows().get(0);
        InpaintingResult.Row laplace = result.rows().get(1);
        assertThat(laplace.l1()).isPositive().isLessThan(mean.l1());
        assertThat(laplace.psnr()).isGreaterThan(mean.psnr());
        assertThat(laplace.ssim()).isBetween(mean.ssim(), 1.0);
        assertThat(laplace.frechet()).isPositive();
        assertThat(laplace.pids()).isBetween(0.0, 1.0);
        assertThat(laplace.uids()).isBetween(0.0, 0.5);
        assertThat(result.count()).isEqualTo(60);
        assertThat(result.size()).isEqualTo(16);
        assertThat(result.line())
                .matches(
                        "l1=\\d\\.\\d{4} psnr=\\d+\\.\\d{2} ssim=\\d\\.\\d{4} fd=\\d+\\.\\d{3} pids=\\d\\.\\d{3} uids=\\d\\.\\d{3} count=60");
        assertThat(result.table()).hasSize(3);
        assertThat(result.table().get(0)).contains("L1 in hole").contains("FD-emoji");
        assertThat(result.json()).contains("\"method\"").contains("\"Laplace fill\"");
    }

    @Test
    void theFeatureNetworkCanBeAFileAndTheFigureIsNamedAfterIt(@TempDir Path folder) throws IOException {
        String corners = "def forward(self, x):\n    return x.float()[:, :, ::8, ::8].flatten(1)\n";
        Path file = TorchScripts.saved(folder.resolve("corners.pt"), corners);
        InpaintingResult usual = run(request(20)).result();
        InpaintingResult result = run(request(20).measuredBy(file)).result();

        assertThat(result.frechetName()).isEqualTo("FD-corners.pt");
        assertThat(result.table().get(0)).contains("FD-corners.pt");
        assertThat(result.featuresSha256()).isEqualTo(Sha256.of(Files.readAllBytes(file)));
        assertThat(result.rows().get(1).l1()).isEqualTo(usual.rows().get(1).l1());
        assertThat(result.rows().get(1).frechet())
                .isPositive()
                .isNotEqualTo(usual.rows().get(1).frechet());
        Path missing = folder.resolve("missing.pt");
        assertThatThrownBy(() -> run(request(20).measuredBy(missing)))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the feature network '%s' cannot be read (".formatted(missing));
    }

    @Test
    void theTimeOfTheFeatureNetworksIsCountedBeforehand(@TempDir Path folder) {
        Path features = TorchScripts.saved(
                folder.resolve("means.pt"), "def forward(self, x):\n    return x.float().mean([2, 3])\n");
        Path lpips = TorchScripts.saved(
                folder.resolve("lpips.pt"), "def forward(self, a, b):\n    return (a - b).abs().mean([1, 2, 3])\n");
        AtomicLong hours = new AtomicLong();
        LongSupplier clock = () -> Duration.ofHours(hours.incrementAndGet()).toNanos();

        // an hour for each of 20 pictures and of 2 x 20 fills; filling itself takes no hour
        assertThat(evaluation(request(20)).estimate(clock).toHours()).isEqualTo(60);
        assertThat(evaluation(request(20).measuredBy(features)).estimate(clock).toHours())
                .isEqualTo(60);
        assertThat(evaluation(request(20).measuredBy(features).withLpips(lpips))
                        .estimate(clock)
                        .toHours())
                .isEqualTo(100);
        Path missing = folder.resolve("missing.pt");
        assertThatThrownBy(() -> evaluation(request(20).measuredBy(missing)).estimate())
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("the feature network '%s' cannot be read (".formatted(missing));
    }

    @Test
    void aStopIsHeardAfterTheHolesAreFilledToo() {
        InpaintingEvaluation evaluation = evaluation(request(20));
        StopSignal stop = new StopSignal();
        assertThatThrownBy(() -> evaluation.run(
                        done -> {
                            if (done == evaluation.total()) {
                                stop.request();
                            }
                        },
                        stop))
                .isInstanceOf(CancelledException.class)
                .hasMessage("Measuring was stopped between pictures. Nothing was written.");
    }

    @Test
    void theSameSeedGivesTheSameFiguresAndAnotherOneOthers() {
        InpaintingResult.Row first = run(request(20)).result().rows().get(1);
        InpaintingResult.Row again = run(request(20)).result().rows().get(1);
        InpaintingResult.Row other = run(InpaintingRequest.of(20, 16, 1, MaskConfig.defaults(), FillRequest.of(1, 0)))
                .result()
                .rows()
                .get(1);

        assertThat(again.l1()).isEqualTo(first.l1());
        assertThat(again.frechet()).isEqualTo(first.frechet());
        assertThat(other.l1()).isNotEqualTo(first.l1());
    }

    @Test
    void tooFewPicturesAreRefused() {
        assertThatThrownBy(() -> request(19))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "count must lie in 20 to 100000 but was 19. 500 is usual; figures of fewer pictures say little.");
    }
}
