// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

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
        LARGE {
            @Override
            Bounds bounds(int side) {
                return side <= 256 ? new Bounds(4, 2, 8) : new Bounds(5, 3, 9);
            }
        },
        /** Holes of 22 % on average. */
        SMALL {
            @Override
            Bounds bounds(int side) {
                return side <= 256 ? new Bounds(2, 2, 3) : new Bounds(3, 2, 4);
            }
        };

        abstract Bounds bounds(int side);
    }

    /**
     * How many shapes are drawn at most, each number one more than that.
     *
     * @param halves rectangles of up to half the side
     * @param wholes rectangles of up to the whole side
     * @param strokes of the brush
     */
    record Bounds(int halves, int wholes, int strokes) {
        /** Fewer, where only small shares are allowed. */
        Bounds times(double much) {
            return new Bounds((int) (halves * much), (int) (wholes * much), (int) (strokes * much));
        }

        /** Whether nothing can be drawn. */
        boolean isNone() {
            return halves < 2 && wholes < 2 && strokes < 2;
        }
    }

    public MaskConfig {
        if (!(least >= 0 && most <= 1 && least < most)) {
            throw new ConfigException(
                    "least and most must lie in [0, 1] with least below most but were %s and %s. 0 and 1 allow every hole."
                            .formatted(text(least), text(most)));
        }
    }

    /** How many shapes are drawn for a picture of this side. */
    Bounds bounds(int side) {
        return kind.bounds(side).times(Math.min(least + most, 1));
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
