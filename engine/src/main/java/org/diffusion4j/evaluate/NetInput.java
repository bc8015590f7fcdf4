// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Picture;

/** How pictures of any size and colour become what the classifiers see. */
final class NetInput {
    /** Pixels along a side. */
    static final int SIDE = 32;

    /** Numbers of a picture. */
    static final int ELEMENTS = 3 * SIDE * SIDE;

    /** In words, for the record of an evaluation. */
    static final String RULE =
            "8-bit RGB on white, bicubic (a = -0.5) to 32 x 32 where the size differs, v / 127.5 - 1";

    private NetInput() {}

    static Picture resized(Picture picture) {
        return picture.over(Background.WHITE).colored().resized(SIDE, SIDE, Filter.BICUBIC);
    }

    /** Writes a picture of that size, colour by colour, to {@code target[from …]}. */
    static void write(Picture picture, float[] target, int from) {
        byte[] samples = picture.samples();
        int pixels = SIDE * SIDE;
        for (int i = 0; i < samples.length; i++) {
            target[from + i % 3 * pixels + i / 3] = Picture.symmetric(samples[i] & 255);
        }
    }
}
