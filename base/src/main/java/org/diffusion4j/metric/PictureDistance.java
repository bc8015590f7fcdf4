// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.jspecify.annotations.Nullable;

/** How far two pictures of one size are apart, sample by sample. */
public final class PictureDistance {
    private static final double PEAK = 255;

    private PictureDistance() {}

    /** Mean absolute difference of all samples, as a share of 255. */
    public static double l1(Picture a, Picture b) {
        requireSameShape(a, b);
        return absolute(a, b, null) / PEAK / samples(a);
    }

    /**
     * The same over the pixels that a mask says are to be filled.
     *
     * @throws ConfigException if there are none
     */
    public static double l1InHole(Picture a, Picture b, Mask mask) {
        requireSameShape(a, b);
        requireSameSize(a, mask);
        double hole = mask.holeShare() * samples(a);
        if (hole == 0) {
            throw new ConfigException(
                    "a distance within the hole of a mask was asked for, and the mask has no hole. Leave such pictures out.");
        }
        return absolute(a, b, mask) / PEAK / hole;
    }

    private static double absolute(Picture a, Picture b, @Nullable Mask mask) {
        double sum = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                if (mask != null && mask.isKnown(x, y)) {
                    continue;
                }
                for (int c = 0; c < a.channels(); c++) {
                    sum += Math.abs(a.sample(x, y, c) - b.sample(x, y, c));
                }
            }
        }
        return sum;
    }

    /** Peak signal-to-noise ratio, 20 log₁₀(255 / √mean squared difference) in decibels; infinite for equal pictures. */
    public static double psnr(Picture a, Picture b) {
        requireSameShape(a, b);
        double sum = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                for (int c = 0; c < a.channels(); c++) {
                    double d = a.sample(x, y, c) - b.sample(x, y, c);
                    sum += d * d;
                }
            }
        }
        return 20 * Math.log10(PEAK / Math.sqrt(sum / samples(a)));
    }

    private static double samples(Picture a) {
        return (double) a.width() * a.height() * a.channels();
    }

    static void requireSameShape(Picture a, Picture b) {
        if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) {
            throw new ShapeException(
                    "pictures of %d x %d pixels with %d channels and %d x %d with %d cannot be compared. Give two of one size."
                            .formatted(a.width(), a.height(), a.channels(), b.width(), b.height(), b.channels()));
        }
    }

    private static void requireSameSize(Picture a, Mask mask) {
        if (a.width() != mask.width() || a.height() != mask.height()) {
            throw new ShapeException(
                    "a mask of %d x %d pixels does not fit a picture of %d x %d. Give a mask of the same size."
                            .formatted(mask.width(), mask.height(), a.width(), a.height()));
        }
    }
}
