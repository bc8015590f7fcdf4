// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.diffusion4j.edit.FillRequest;
import org.diffusion4j.edit.Inpainter;
import org.diffusion4j.edit.LaplaceFill;
import org.diffusion4j.edit.MeanFill;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.network.Compute;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;

class ShippedMatTest {
    private static final int HOLES = 48;

    @Test
    void theShippedMatFillsNearerToThePictureThanTheMeanAndTheLaplaceEquationInBothFormats() {
        try (Inpainter mat = Inpainter.open("mat", "cpu");
                Inpainter rounded = Inpainter.open("mat", "cpu", Compute.BFLOAT16);
                Inpainter mean = new Inpainter(new MeanFill(32, 32, 3));
                Inpainter laplace = new Inpainter(new LaplaceFill(32, 32, 3))) {
            InpaintingEvaluation evaluation = new InpaintingEvaluation(
                    List.of(mean, laplace, mat, rounded),
                    InpaintingRequest.of(HOLES, 32, 0, MaskConfig.defaults(), FillRequest.of(1, 0)));
            List<InpaintingResult.Row> rows =
                    evaluation.run(done -> {}, new StopSignal()).result().rows();
            InpaintingResult.Row ours = rows.get(2);
            assertThat(ours.method()).isEqualTo("mat-32");
            for (InpaintingResult.Row baseline : rows.subList(0, 2)) {
                assertThat(ours.l1()).isLessThan(baseline.l1());
            }
            assertThat(rows.get(3).l1())
                    .isCloseTo(ours.l1(), withinPercentage(1))
                    .isNotEqualTo(ours.l1());
        }
    }
}
