// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

/**
 * Continuous colour maps: a number in [0, 1] becomes a colour. Numbers outside are taken as the nearer end; a number
 * that is not finite is grey.
 */
@SuppressWarnings("ImmutableEnumChecker") // the table is filled once, here, and never handed out
public enum ColorMap {
    /** From dark violet over green to yellow, evenly growing in lightness; for numbers on any ground. */
    VIRIDIS(
            0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26,
            0xFDE725),
    /** From dark blue over magenta to yellow, evenly growing in lightness. */
    PLASMA(
            0x0D0887, 0x41049D, 0x6A00A8, 0x8F0DA4, 0xB12A90, 0xCC4778, 0xE16462, 0xF2844B, 0xFCA636, 0xFCCE25,
            0xF0F921),
    /**
     * All hues from violet to red at nearly one lightness, dark enough for small dots on white paper; for telling
     * neighbours apart rather than for reading amounts.
     */
    IRIS(hues(17));

    /** The colour of a number that is not finite. */
    public static final int NOT_FINITE = 0x9AA5B1;

    private static final int ENTRIES = 256;

    private final int[] table = new int[ENTRIES];

    ColorMap(int... anchors) {
        for (int i = 0; i < ENTRIES; i++) {
            double at = (double) i / (ENTRIES - 1) * (anchors.length - 1);
            int left = Math.min((int) at, anchors.length - 2);
            table[i] = Pixels.mix(anchors[left], anchors[left + 1], at - left);
        }
    }

    /** The colour of {@code value} as 0xRRGGBB. */
    public int rgb(double value) {
        if (!Double.isFinite(value)) {
            return NOT_FINITE;
        }
        return table[(int) Math.round(Math.max(0, Math.min(1, value)) * (ENTRIES - 1))];
    }

    /** Anchors on an arc of hues in the OKLCH space, from violet (290 degrees) down to red (25 degrees). */
    private static int[] hues(int count) {
        int[] anchors = new int[count];
        for (int i = 0; i < count; i++) {
            double at = (double) i / (count - 1);
            double lightness = 0.52 + 0.20 * Math.sin(Math.PI * at);
            anchors[i] = oklch(lightness, 0.17, Math.toRadians(290 - 265 * at));
        }
        return anchors;
    }

    /** OKLCH to sRGB (B. Ottosson, "A perceptual color space for image processing", 2020); clipped to the gamut. */
    private static int oklch(double lightness, double chroma, double hue) {
        double a = chroma * Math.cos(hue);
        double b = chroma * Math.sin(hue);
        double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        int red = encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
        int green = encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
        int blue = encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
        return red << 16 | green << 8 | blue;
    }

    private static double cube(double x) {
        return x * x * x;
    }

    private static int encoded(double linear) {
        double x = Math.max(0, Math.min(1, linear));
        return (int) Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055));
    }
}
