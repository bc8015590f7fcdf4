// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import org.diffusion4j.error.ConfigException;

/** Plain access to the pixels of pictures. */
final class Pixels {
    static final int LARGEST_SIDE = 32_768;

    private Pixels() {}

    /** A new white picture, 0xRRGGBB a pixel. */
    static BufferedImage paper(int width, int height) {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new ConfigException(
                    "A picture of %d x %d pixels was asked for; each side must lie between 1 and %d. Choose another size."
                            .formatted(width, height, LARGEST_SIDE));
        }
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Arrays.fill(ints(picture), Ink.rgb(Ink.PAPER));
        return picture;
    }

    /** The live pixels of a picture made by {@link #paper}. */
    static int[] ints(BufferedImage picture) {
        return ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    }

    /** Graphics with smooth shapes and smooth, freely placed text. */
    static Graphics2D graphics(BufferedImage picture) {
        Graphics2D g = picture.createGraphics();
        smooth(g);
        return g;
    }

    static void smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    }

    /** All pixels as 0xRRGGBB, row by row; pixels that are not opaque are laid on white. */
    static int[] rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] out = new int[width * height];
        if (isGrey(picture)) {
            // getRGB would brighten: Java takes the numbers of a grey picture for linear light.
            picture.getRaster().getSamples(0, 0, width, height, 0, out);
            int shift = picture.getSampleModel().getSampleSize(0) - 8;
            for (int i = 0; i < out.length; i++) {
                int grey = shift >= 0 ? out[i] >> shift : out[i] * 255 / ((1 << (8 + shift)) - 1);
                out[i] = grey * 0x010101;
            }
            return out;
        }
        picture.getRGB(0, 0, width, height, out, 0, width);
        for (int i = 0; i < out.length; i++) {
            int alpha = out[i] >>> 24;
            out[i] = alpha == 255 ? out[i] & 0xFFFFFF : mix(Ink.rgb(Ink.PAPER), out[i] & 0xFFFFFF, alpha / 255.0);
        }
        return out;
    }

    static boolean isGrey(BufferedImage picture) {
        return picture.getRaster().getNumBands() == 1 && !(picture.getColorModel() instanceof IndexColorModel);
    }

    /** {@code share} of {@code to} laid over {@code from}; both 0xRRGGBB. */
    static int mix(int from, int to, double share) {
        int weight = (int) (share * 256 + 0.5);
        int red = blend(from >> 16 & 255, to >> 16 & 255, weight);
        int green = blend(from >> 8 & 255, to >> 8 & 255, weight);
        int blue = blend(from & 255, to & 255, weight);
        return red << 16 | green << 8 | blue;
    }

    private static int blend(int from, int to, int weight) {
        return from + (((to - from) * weight + 128) >> 8);
    }
}
