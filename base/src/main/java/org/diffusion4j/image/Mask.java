// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.Arrays;
import java.util.BitSet;
import org.diffusion4j.error.ShapeException;

/** Which pixels of a picture are known and which are to be filled; unchangeable. */
public final class Mask {
    /** A byte of this value or above counts as white. */
    private static final int WHITE_FROM = 128;

    private final int width;
    private final int height;
    private final BitSet known;

    private Mask(int width, int height, BitSet known) {
        this.width = width;
        this.height = height;
        this.known = known;
    }

    /** Every pixel known. */
    public static Mask allKnown(int width, int height) {
        Picture.requireSides(width, height);
        BitSet known = new BitSet(width * height);
        known.set(0, width * height);
        return new Mask(width, height, known);
    }

    /**
     * Known where {@code isKnown} is true, row by row; copied.
     *
     * @throws ShapeException if the numbers do not fit together
     */
    public static Mask of(int width, int height, boolean... isKnown) {
        Picture.requireSides(width, height);
        if (isKnown.length != (long) width * height) {
            throw new ShapeException(
                    "A mask of %d x %d pixels has %d of them, but %d were given. Pass all of them, row by row."
                            .formatted(width, height, (long) width * height, isKnown.length));
        }
        BitSet known = new BitSet(isKnown.length);
        for (int i = 0; i < isKnown.length; i++) {
            known.set(i, isKnown[i]);
        }
        return new Mask(width, height, known);
    }

    /**
     * A picture in which white (128 or more) means: keep this pixel. Its first channel decides; with opacity it lies on black,
     * so that what is not drawn is not white, whatever colour its file has there.
     */
    public static Mask ofKnown(Picture white) {
        boolean[] isKnown = new boolean[white.width() * white.height()];
        for (int y = 0; y < white.height(); y++) {
            for (int x = 0; x < white.width(); x++) {
                isKnown[y * white.width() + x] = isWhite(white, x, y);
            }
        }
        return of(white.width(), white.height(), isKnown);
    }

    private static boolean isWhite(Picture picture, int x, int y) {
        int opacity = picture.channels() == 4 ? picture.sample(x, y, 3) : 255;
        return picture.sample(x, y, 0) * opacity >= WHITE_FROM * 255;
    }

    /** As {@link #ofKnown}, but white means: fill this pixel. */
    public static Mask ofHole(Picture white) {
        return ofKnown(white).inverse();
    }

    /** The same with known and hole exchanged. */
    public Mask inverse() {
        return new Mask(width, height, hole());
    }

    /** Pixels in a row. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** Whether a pixel is known. */
    public boolean isKnown(int x, int y) {
        return known.get(y * width + x);
    }

    /** The share of pixels that are to be filled, in [0, 1]. */
    public double holeShare() {
        return 1 - (double) known.cardinality() / ((double) width * height);
    }

    /** The pixels that are to be filled as y · width + x; a copy. */
    public BitSet hole() {
        BitSet hole = (BitSet) known.clone();
        hole.flip(0, width * height);
        return hole;
    }

    /** 1 where known, 0 where to be filled, row by row. */
    public float[] knownValues() {
        float[] values = new float[width * height];
        known.stream().forEach(i -> values[i] = 1);
        return values;
    }

    /** A grey picture, white where known. */
    public Picture picture() {
        byte[] samples = new byte[width * height];
        known.stream().forEach(i -> samples[i] = (byte) 255);
        return Picture.of(width, height, 1, samples);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && mask.width == width && mask.height == height && mask.known.equals(known);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new int[] {width, height, known.hashCode()});
    }

    @Override
    public String toString() {
        return "Mask of %d x %d pixels, %.0f %% to fill".formatted(width, height, 100 * holeShare());
    }
}
