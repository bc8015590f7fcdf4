// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import org.diffusion4j.data.Spiral;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.model.Model;

/** Completes noisy data: points pushed off the curve are brought back by the reverse process from the middle. */
public final class DenoisePoints {
    private DenoisePoints() {}

    /** Prints how far the points are from the curve before and after. */
    public static void main(String[] args) {
        SpiralQuality[] both = beforeAndAfter("spiral", 0.15, 40);
        System.out.println("before  " + both[0].line());
        System.out.println("after   " + both[1].line());
    }

    /** The spiral with {@code noise} on each coordinate, and what the model makes of it from step {@code fromTime}. */
    static SpiralQuality[] beforeAndAfter(String nameOrPath, double noise, int fromTime) {
        float[] noisy = Spiral.noisy(512, noise, 5);
        try (Model model = Model.open(nameOrPath)) {
            float[] denoised = model.denoise(noisy, fromTime, 0).values();
            return new SpiralQuality[] {SpiralQuality.of(noisy), SpiralQuality.of(denoised)};
        }
    }
}
