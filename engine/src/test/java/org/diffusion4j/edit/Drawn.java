// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.random.RandomStream;

/** Pictures and masks for tests. */
final class Drawn {
    private Drawn() {}

    /** Every sample another number, opacity too. */
    static Picture noise(int width, int height, int channels) {
        byte[] samples = new byte[width * height * channels];
        RandomStream stream = RandomStream.of(1, "drawn");
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) stream.nextInt(256);
        }
        return Picture.of(width, height, channels, samples);
    }

    /** A hole of {@code w} x {@code h} pixels at (x, y). */
    static Mask hole(int width, int height, int x, int y, int w, int h) {
        boolean[] known = new boolean[width * height];
        for (int i = 0; i < known.length; i++) {
            int column = i % width;
            int row = i / width;
            known[i] = column < x || column >= x + w || row < y || row >= y + h;
        }
        return Mask.of(width, height, known);
    }
}
