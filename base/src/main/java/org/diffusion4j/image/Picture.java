// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;
import org.diffusion4j.error.ShapeException;

/**
 * A picture of 8 bits a channel: grey (1 channel), colour (3: red, green, blue) or colour with opacity (4, the colour not
 * multiplied by the opacity). Samples lie row by row, pixel by pixel, channel by channel. Immutable.
 */
public final class Picture {
    /** The longest side that a picture may have. */
    public static final int LARGEST_SIDE = 65_535;

    private static final float[] SYMMETRIC = new float[256];

    static {
        for (int i = 0; i < SYMMETRIC.length; i++) {
            SYMMETRIC[i] = (float) (i / 127.5 - 1);
        }
    }

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] samples;

    /** The samples are not copied and must not change. */
    Picture(int width, int height, int channels, byte[] samples) {
        requireSides(width, height);
        if (channels != 1 && channels != 3 && channels != 4) {
            throw new ShapeException(
                    "A picture of %d channels was given; 1 (grey), 3 (colour) and 4 (colour with opacity) are allowed. Convert it first."
                            .formatted(channels));
        }
        long needed = (long) width * height * channels;
        if (samples.length != needed) {
            throw new ShapeException(
                    "A picture of %d x %d pixels with %d channels has %d samples, but %d were given. Pass all of them, row by row."
                            .formatted(width, height, channels, needed, samples.length));
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    /**
     * A picture of these samples, which are copied.
     *
     * @param channels 1, 3 or 4
     * @throws ShapeException if the numbers do not fit together
     */
    public static Picture of(int width, int height, int channels, byte[] samples) {
        return new Picture(width, height, channels, samples.clone());
    }

    static void requireSides(int width, int height) {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new ShapeException(
                    "A picture of %d x %d pixels was asked for; each side must lie in 1 to %d. Give other sides."
                            .formatted(width, height, LARGEST_SIDE));
        }
    }

    /** Pixels in a row. */
    public int width() {
        return width;
    }

    /** Rows. */
    public int height() {
        return height;
    }

    /** 1, 3 or 4. */
    public int channels() {
        return channels;
    }

    /** One sample, 0 to 255. */
    public int sample(int x, int y, int channel) {
        Objects.checkIndex(x, width);
        Objects.checkIndex(y, height);
        Objects.checkIndex(channel, channels);
        return samples[(y * width + x) * channels + channel] & 255;
    }

    /** All samples, a copy. */
    public byte[] samples() {
        return samples.clone();
    }

    /** All samples, not a copy: for reading only. */
    byte[] raw() {
        return samples;
    }

    /**
     * A part of the picture.
     *
     * @throws ShapeException if it leaves the picture
     */
    public Picture crop(int left, int top, int newWidth, int newHeight) {
        boolean isInside = left >= 0
                && top >= 0
                && newWidth >= 1
                && newHeight >= 1
                && newWidth <= width - left
                && newHeight <= height - top;
        if (!isInside) {
            throw new ShapeException(
                    "The part of %d x %d pixels at (%d, %d) leaves the picture of %d x %d. Stay inside."
                            .formatted(newWidth, newHeight, left, top, width, height));
        }
        byte[] part = new byte[newWidth * newHeight * channels];
        for (int y = 0; y < newHeight; y++) {
            int from = ((top + y) * width + left) * channels;
            System.arraycopy(samples, from, part, y * newWidth * channels, newWidth * channels);
        }
        return new Picture(newWidth, newHeight, channels, part);
    }

    /** The picture in another size; equal to the bit to what Pillow makes of it with the filter of that name. */
    public Picture resized(int newWidth, int newHeight, Filter filter) {
        return Resize.of(this, newWidth, newHeight, filter);
    }

    /** The picture with another one of as many channels over a part of it; nothing shines through. */
    Picture with(Picture part, int left, int top) {
        byte[] all = samples.clone();
        for (int y = 0; y < part.height; y++) {
            int row = part.width * channels;
            System.arraycopy(part.samples, y * row, all, ((top + y) * width + left) * channels, row);
        }
        return new Picture(width, height, channels, all);
    }

    /** Left and right exchanged. */
    public Picture mirrored() {
        byte[] other = new byte[samples.length];
        for (int pixel = 0; pixel < width * height; pixel++) {
            int x = pixel % width;
            int from = (pixel - x + width - 1 - x) * channels;
            System.arraycopy(samples, from, other, pixel * channels, channels);
        }
        return new Picture(width, height, channels, other);
    }

    /** The picture laid on a background, without opacity: the same object where it has none. */
    public Picture over(Background background) {
        if (channels != 4) {
            return this;
        }
        byte[] opaque = new byte[width * height * 3];
        int[] behind = {background.red(), background.green(), background.blue()};
        for (int pixel = 0; pixel < width * height; pixel++) {
            int alpha = samples[4 * pixel + 3] & 255;
            for (int c = 0; c < 3; c++) {
                int sum = (samples[4 * pixel + c] & 255) * alpha + behind[c] * (255 - alpha);
                opaque[3 * pixel + c] = (byte) ((sum + 127) / 255); // rounded
            }
        }
        return new Picture(width, height, 3, opaque);
    }

    /** In colour: grey becomes three equal channels, what has colour stays as it is. */
    public Picture colored() {
        if (channels != 1) {
            return this;
        }
        byte[] rgb = new byte[3 * samples.length];
        for (int i = 0; i < samples.length; i++) {
            Arrays.fill(rgb, 3 * i, 3 * i + 3, samples[i]);
        }
        return new Picture(width, height, 3, rgb);
    }

    /** Without colour, by the luma of ITU-R BT.601 (0.299, 0.587, 0.114) as Pillow rounds it; opacity is dropped. */
    public Picture grey() {
        if (channels == 1) {
            return this;
        }
        byte[] luma = new byte[width * height];
        for (int i = 0; i < luma.length; i++) {
            int at = i * channels;
            int sum = (samples[at] & 255) * 19595 + (samples[at + 1] & 255) * 38470 + (samples[at + 2] & 255) * 7471;
            luma[i] = (byte) ((sum + 0x8000) >> 16);
        }
        return new Picture(width, height, 1, luma);
    }

    /**
     * The sample 0 to 255 that stands for a number, as the diffusers library has it: v / 2 + 0.5 cut to [0, 1], 255 times
     * that to the nearest, ties to even, all in float32; NaN is 0.
     */
    public static int sampleOf(float symmetric) {
        float share = Math.max(0f, Math.min(1f, symmetric / 2 + 0.5f));
        return (int) Math.rint(255f * share);
    }

    /** The same as MAT writes its pictures: 127.5 v + 127.5 to the nearest, ties to even, in float32; NaN is 0. */
    public static int sampleOfMat(float symmetric) {
        float exact = symmetric * 127.5f + 127.5f;
        return (int) Math.max(0, Math.min(255, Math.rint(exact)));
    }

    /** The number in [−1, 1] that stands for a sample 0 to 255: v / 127.5 − 1. */
    public static float symmetric(int sample) {
        return SYMMETRIC[sample];
    }

    /** To be drawn or written: grey, colour or colour with opacity, every sample as it is. */
    public BufferedImage image() {
        int type = channels == 1
                ? BufferedImage.TYPE_BYTE_GRAY
                : channels == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
        BufferedImage image = new BufferedImage(width, height, type);
        int[] row = new int[width * channels];
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = samples[y * row.length + i] & 255;
            }
            image.getRaster().setPixels(0, y, width, 1, row);
        }
        return image;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && width == that.width
                && channels == that.channels
                && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(samples) * 31 + width;
    }

    @Override
    public String toString() {
        return "Picture of %d x %d pixels with %d channels".formatted(width, height, channels);
    }
}
