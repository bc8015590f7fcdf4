// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.MaskGenerator;

/** Kind {@code mat/mask_stats}: how the shares of random holes are distributed. */
final class MaskStatistics implements FixtureKind {
    /** What 1,000 samples on both sides leave uncertain. */
    private static final double OF_MEAN = 0.025;

    private static final long SEED = 1;
    private static final double OF_DEVIATION = 0.02;
    private static final double OF_QUANTILE = 0.05;
    private static final double OF_BIN = 0.05;

    @Override
    public void verify(Node fixture, Path file, Device device, Tally tally) {
        fixture.at("cases").elements().forEach(one -> {
            int side = one.at("side").integer();
            String variant = one.at("variant").text();
            double[] range = one.at("hole_range").numbers(2);
            MaskConfig.Kind kind = variant.endsWith("_small") ? MaskConfig.Kind.SMALL : MaskConfig.Kind.LARGE;
            MaskGenerator generator = new MaskGenerator(side, new MaskConfig(kind, range[0], range[1]));
            double[] shares = generator.list(one.at("samples").steps(), SEED).stream()
                    .mapToDouble(Mask::holeShare)
                    .sorted()
                    .toArray();
            compare(variant, one, shares, tally);
        });
    }

    private static void compare(String variant, Node want, double[] sorted, Tally tally) {
        tally.number(
                variant + ".mean",
                0,
                Expected.statistic("mean", sorted),
                want.at("mean").number(),
                OF_MEAN,
                0);
        tally.number(
                variant + ".std",
                0,
                Expected.statistic("std", sorted),
                want.at("std").number(),
                OF_DEVIATION,
                0);
        want.at("quantiles")
                .members()
                .forEach((share, node) -> tally.number(
                        variant + ".quantile " + share,
                        0,
                        sorted[(int) (Double.parseDouble(share) * (sorted.length - 1))],
                        node.number(),
                        OF_QUANTILE,
                        0));
        double[] bins = want.at("hist10").numbers();
        for (int bin = 0; bin < bins.length; bin++) {
            double from = (double) bin / bins.length;
            double to = (bin + 1.0) / bins.length;
            long count = Arrays.stream(sorted).filter(v -> v >= from && v < to).count();
            tally.number(variant + ".histogram", bin, (double) count / sorted.length, bins[bin], OF_BIN, 0);
        }
    }
}
