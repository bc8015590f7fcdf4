// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.List;
import java.util.Locale;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * How random holes are drawn (Li et al. 2022, section 4.1; free-form strokes as in Yu et al. 2019): rectangles and brush
 * strokes, drawn anew until their share of the picture lies in a range.
 *
 * @param kind how much is drawn
 * @param least share of the picture that is to be filled, in [0, 1); more than this
 * @param most the same, in (0, 1]; less than this
 */
public record MaskConfig(
        @Key(about = "how much is drawn: large, small", standard = "large")
        Kind kind,

        @Key(about = "the share to fill is more than this", standard = "0")
        double least,

        @Key(about = "the share to fill is less than this", standard = "1")
        double most) {
    /** How much is drawn. */
    public enum Kind {
        /** Holes of 40 % on average: what MAT is trained with. */
        LARGE(List.of(4, 2, 8), List.of(5, 3, 9)),
        /** Holes of 22 % on average. */
        SMALL(List.of(2, 2, 3), List.of(3, 2, 4));

        private final List<Integer> upTo256;
        private final List<Integer> above;

        Kind(List<Integer> upTo256, List<Integer> above) {
            this.upTo256 = upTo256;
            this.above = above;
        }

        /** Most rectangles of half the side, most of the whole side, most strokes; each is one more than can be. */
        List<Integer> shapes(int side) {
            return side <= 256 ? upTo256 : above;
        }
    }

    public MaskConfig {
        if (!(least >= 0 && most <= 1 && least < most)) {
            throw new ConfigException(
                    "least and most must lie in [0, 1] with least below most but were %s and %s. 0 and 1 allow every hole."
                            .formatted(text(least), text(most)));
        }
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%s", value);
    }

    /** Large holes of every share. */
    public static MaskConfig defaults() {
        return RecipeReader.defaults(MaskConfig.class);
    }

    /** Holes of this share. */
    public MaskConfig between(double from, double to) {
        return new MaskConfig(kind, from, to);
    }
}
