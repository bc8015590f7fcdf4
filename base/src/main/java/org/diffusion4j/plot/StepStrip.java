// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.error.ConfigException;

/** One row of pictures, each titled with the step it shows: how a sample comes out of noise. */
public final class StepStrip {
    private StepStrip() {}

    /**
     * A strip of all pictures.
     *
     * @param titles one above each picture
     * @param scale how many pixels wide and high each pixel becomes
     */
    public static BufferedImage draw(List<BufferedImage> pictures, List<String> titles, int scale) {
        return Grid.of(pictures, Math.max(1, pictures.size()))
                .captioned(titles)
                .scaled(scale)
                .draw();
    }

    /**
     * Which of {@code count} steps a strip of {@code most} pictures should show: the first, the last, and evenly spaced
     * ones between, in order; all of them where there are no more than that.
     */
    public static List<Integer> evenly(int count, int most) {
        if (count < 1 || most < 2) {
            throw new ConfigException(
                    "%d of %d steps were asked for; a strip shows at least 2 of at least 1. Ask for more."
                            .formatted(most, count));
        }
        List<Integer> picked = new ArrayList<>();
        int shown = Math.min(count, most);
        for (int i = 0; i < shown; i++) {
            picked.add(shown == 1 ? 0 : (int) Math.round((double) i * (count - 1) / (shown - 1)));
        }
        return picked;
    }
}
