// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;

/**
 * The part of a picture that a network of one size is shown, and the way back. A picture no larger than the network lies in
 * the middle, continued by reflection. Of a larger one it is the surroundings of the hole, as they are where the hole fills
 * at most three quarters of a side; else as much more as is needed for that, shrunk.
 *
 * @param left first column of the window in the picture; below 0 where it is continued
 * @param top first row of the window
 * @param width of the window, in pixels of the picture
 * @param height of the window
 * @param netWidth the width that the network takes, at most the window's
 * @param netHeight the height that the network takes
 */
record Framing(int left, int top, int width, int height, int netWidth, int netHeight) {
    /** The share of a side that a hole may take, so that there is something around it to go by. */
    private static final double LARGEST_SHARE = 0.75;

    /** The window for the hole of {@code mask}, which has one. */
    static Framing of(Mask mask, int netWidth, int netHeight) {
        Box hole = Box.of(mask);
        double needed = Math.max(hole.width() / LARGEST_SHARE / netWidth, hole.height() / LARGEST_SHARE / netHeight);
        double whole = Math.max((double) mask.width() / netWidth, (double) mask.height() / netHeight);
        double scale = Math.max(1, Math.min(needed, whole));
        int width = (int) Math.ceil(scale * netWidth - 1e-9);
        int height = (int) Math.ceil(scale * netHeight - 1e-9);
        return new Framing(
                start(hole.left(), hole.right(), width, mask.width()),
                start(hole.top(), hole.bottom(), height, mask.height()),
                width,
                height,
                netWidth,
                netHeight);
    }

    /** Around the middle of the hole, but within the picture where it fits in, and around the picture where not. */
    private static int start(int from, int end, int window, int side) {
        if (window >= side) {
            return -((window - side) / 2);
        }
        return Math.max(0, Math.min(side - window, (from + end - window) / 2));
    }

    /** What the network is shown. */
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

    /** The smallest rectangle around a hole; right and bottom are the first outside. */
    private record Box(int left, int top, int right, int bottom) {
        static Box of(Mask mask) {
            int left = mask.width();
            int top = mask.height();
            int right = 0;
            int bottom = 0;
            for (int y = 0; y < mask.height(); y++) {
                for (int x = 0; x < mask.width(); x++) {
                    if (!mask.isKnown(x, y)) {
                        left = Math.min(left, x);
                        right = Math.max(right, x + 1);
                        top = Math.min(top, y);
                        bottom = y + 1;
                    }
                }
            }
            return left < right ? new Box(left, top, right, bottom) : new Box(0, 0, 1, 1);
        }

        int width() {
            return right - left;
        }

        int height() {
            return bottom - top;
        }
    }
}
