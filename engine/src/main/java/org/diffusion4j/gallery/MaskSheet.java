// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.plot.Grid;

/**
 * Random holes as they are drawn, white on black, a row for each range of their share of the picture.
 *
 * @param side of a mask in pixels
 * @param columns masks in a row, 1 to 100
 * @param seed of the lists of masks; each row is the list that the seed gives for its range
 */
public record MaskSheet(int side, int columns, long seed) {
    private static final int TILE = 96;
    private static final int MOST = 100;

    /** Shares of the picture: every hole, then ranges, the narrowest that all kinds can draw. */
    private static final List<List<Double>> RANGES =
            List.of(List.of(0.0, 1.0), List.of(0.0, 0.3), List.of(0.3, 0.5), List.of(0.5, 0.7), List.of(0.7, 1.0));

    /** Checks the columns. */
    public MaskSheet {
        if (columns < 1 || columns > MOST) {
            throw new ConfigException("a sheet of masks has 1 to %d columns but %d were asked for. 8 are usual."
                    .formatted(MOST, columns));
        }
    }

    /** The sheet. */
    public BufferedImage draw(MaskConfig.Kind kind) {
        List<BufferedImage> tiles = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (List<Double> range : RANGES) {
            MaskConfig config = new MaskConfig(kind, range.get(0), range.get(1));
            for (Mask mask : new MaskGenerator(side, config).list(columns, seed)) {
                tiles.add(mask.inverse().picture().image());
                captions.add(percent(mask.holeShare()));
            }
            boolean isAll = range.get(0) == 0 && range.get(1) == 1;
            rows.add(isAll ? "every share" : "%s to %s".formatted(percent(range.get(0)), percent(range.get(1))));
        }
        String title = "%s holes, %d x %d pixels, seed %d"
                .formatted(kind == MaskConfig.Kind.LARGE ? "Large" : "Small", side, side, seed);
        return Grid.of(tiles, columns)
                .scaled(Math.max(1, TILE / side))
                .captioned(captions)
                .rowsNamed(rows)
                .titled(title)
                .draw();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
