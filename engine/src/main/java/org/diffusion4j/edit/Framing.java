// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;

/**
 * The part of a picture that a network of one size is shown, and the way back. A picture no larger than the network lies in
 * the middle, continued by reflection. Of a larger one it is the surroundings of a hole, shrunk where the window is larger
 * than what the network takes.
 *
 * @param left first column of the window in the picture; below 0 where it is continued
 * @param top first row of the window
 * @param width of the window, in pixels of the picture
 * @param height of the window
 * @param netWidth the width that the network takes, at most the window's
 * @param netHeight the height that the network takes
 */
record Framing(int left, int top, int width, int height, int netWidth, int netHeight) {
    /** Bytes of the largest window. */
    private static final long MOST_SAMPLES = 1L << 29;

    /**
     * What the network is shown.
     *
     * @throws ShapeException if the window is too large to be shrunk at once
     */
    Hole of(Hole whole) {
        Hole window = window(whole);
        if (!isShrunk()) {
            return window;
        }
        return new Hole(window.picture().resized(netWidth, netHeight, Filter.BOX), shrunk(window.mask()));
    }

    /** The window as large as it was, from what was shown and how it was filled. */
    Picture back(Hole shown, Picture fill) {
        if (!isShrunk()) {
            return fill;
        }
        byte[] both = fill.samples();
        byte[] known = shown.picture().samples();
        int channels = fill.channels();
        for (int i = 0; i < both.length; i++) {
            int pixel = i / channels;
            both[i] = shown.mask().isKnown(pixel % netWidth, pixel / netWidth) ? known[i] : both[i];
        }
        return Picture.of(netWidth, netHeight, channels, both).resized(width, height, Filter.BICUBIC);
    }

    private boolean isShrunk() {
        return width != netWidth || height != netHeight;
    }

    private Hole window(Hole whole) {
        Picture picture = whole.picture();
        int channels = picture.channels();
        if ((long) width * height * channels > MOST_SAMPLES) {
            throw new ShapeException(
                    "the hole is so large that a window of %,d x %,d pixels would have to be shown, more than can be shrunk at once. Fill a smaller hole, or shrink the picture first."
                            .formatted(width, height));
        }
        byte[] samples = new byte[width * height * channels];
        boolean[] known = new boolean[width * height];
        for (int i = 0; i < known.length; i++) {
            int x = reflected(left + i % width, picture.width());
            int y = reflected(top + i / width, picture.height());
            known[i] = whole.mask().isKnown(x, y);
            for (int c = 0; c < channels; c++) {
                samples[i * channels + c] = (byte) picture.sample(x, y, c);
            }
        }
        return new Hole(Picture.of(width, height, channels, samples), Mask.of(width, height, known));
    }

    /** A shrunk pixel is known where everything below it is. */
    private Mask shrunk(Mask mask) {
        boolean[] known = new boolean[netWidth * netHeight];
        for (int y = 0; y < netHeight; y++) {
            for (int x = 0; x < netWidth; x++) {
                known[y * netWidth + x] = isKnown(mask, x, y);
            }
        }
        return Mask.of(netWidth, netHeight, known);
    }

    private boolean isKnown(Mask mask, int x, int y) {
        for (int row = y * height / netHeight; row * netHeight < (y + 1) * height; row++) {
            for (int column = x * width / netWidth; column * netWidth < (x + 1) * width; column++) {
                if (!mask.isKnown(column, row)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The place in 0 … side − 1 that continues a row of pixels as a mirror would, its last pixel shown once. */
    static int reflected(int place, int side) {
        if (side == 1) {
            return 0;
        }
        int at = Math.floorMod(place, 2 * (side - 1));
        return at < side ? at : 2 * (side - 1) - at;
    }
}
