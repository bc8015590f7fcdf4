// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.BufferedImage;

/** Looks at the border of a picture: a clipped label would leave ink there. */
final class Edges {
    private Edges() {}

    /** How many pixels in the outer frame of this width are not white. */
    static int ink(BufferedImage picture, int frame) {
        int[] rgb = Pixels.rgb(picture);
        int width = picture.getWidth();
        int ink = 0;
        for (int i = 0; i < rgb.length; i++) {
            int x = i % width;
            int y = i / width;
            boolean inFrame = x < frame || y < frame || x >= width - frame || y >= picture.getHeight() - frame;
            ink += inFrame && rgb[i] != 0xFFFFFF ? 1 : 0;
        }
        return ink;
    }
}
