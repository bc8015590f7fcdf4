// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held, from the EXIF part of a file (tag 0x0112, TIFF 6.0 and EXIF 2.32): 1 is upright, 2 to 8 are
 * turned or mirrored. What is no such part counts as upright: the picture is whole without it.
 */
final class Orientation {
    private static final int UPRIGHT = 1;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int MAX_ENTRIES = 1_000;

    private Orientation() {}

    /** The orientation that a file states. */
    static int of(PictureFormat format, byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        return switch (format) {
            case JPEG -> ofJpeg(bytes);
            case PNG -> ofChunks(bytes, 8, "eXIf", 4, 4);
            case WEBP -> ofChunks(bytes.order(ByteOrder.LITTLE_ENDIAN), 12, "EXIF", 0, 0);
            case GIF, BMP -> UPRIGHT;
        };
    }

    /** Segments FF xx and a length that counts itself, up to the first with pixels. */
    private static int ofJpeg(ByteBuffer bytes) {
        int at = 2;
        while (at + 4 <= bytes.limit() && (bytes.get(at) & 255) == 0xFF && (bytes.get(at + 1) & 255) != 0xDA) {
            int length = bytes.getShort(at + 2) & 0xFFFF;
            if ((bytes.get(at + 1) & 255) == 0xE1 && stands("Exif\0\0", bytes, at + 4)) {
                return ofTiff(bytes, at + 10, Math.min(bytes.limit(), at + 2 + length));
            }
            at += 2 + length;
        }
        return UPRIGHT;
    }

    /**
     * Chunks of a length and a name of four letters: name first and padded to even lengths in RIFF, length first and
     * with a checksum behind in PNG.
     */
    private static int ofChunks(ByteBuffer bytes, int first, String wanted, int nameAt, int tail) {
        long at = first;
        while (at + 8 <= bytes.limit()) {
            int begin = (int) at;
            long length = bytes.getInt(begin + 4 - nameAt) & 0xFFFFFFFFL;
            if (stands(wanted, bytes, begin + nameAt)) {
                int prefix = stands("Exif\0\0", bytes, begin + 8) ? 6 : 0; // some writers of WebP keep that of JPEG
                return ofTiff(bytes, begin + 8 + prefix, (int) Math.min(bytes.limit(), at + 8 + length));
            }
            at += 8 + length + (tail == 0 ? length & 1 : tail);
        }
        return UPRIGHT;
    }

    private static int ofTiff(ByteBuffer file, int begin, int end) {
        if (end - begin < 10) {
            return UPRIGHT;
        }
        ByteBuffer tiff = file.duplicate().limit(end).position(begin).slice();
        boolean isLittle = stands("II", tiff, 0);
        if (!isLittle && !stands("MM", tiff, 0)) {
            return UPRIGHT;
        }
        tiff.order(isLittle ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = tiff.getInt(4) & 0xFFFFFFFFL;
        if (directory + 2 > tiff.limit()) {
            return UPRIGHT;
        }
        int at = (int) directory + 2;
        int entries = Math.min(tiff.getShort(at - 2) & 0xFFFF, MAX_ENTRIES);
        for (int i = 0; i < entries && at + 12 <= tiff.limit(); i++, at += 12) {
            if ((tiff.getShort(at) & 0xFFFF) == TAG && tiff.getShort(at + 2) == SHORT) {
                int value = tiff.getShort(at + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static boolean stands(String wanted, ByteBuffer bytes, int at) {
        if (at + wanted.length() > bytes.limit()) {
            return false;
        }
        byte[] there = new byte[wanted.length()];
        bytes.get(at, there);
        return new String(there, StandardCharsets.ISO_8859_1).equals(wanted);
    }

    /** The picture as it is meant to be seen. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == UPRIGHT) {
            return picture;
        }
        int right = picture.width() - 1;
        int bottom = picture.height() - 1;
        boolean isTurned = orientation >= 5;
        int width = isTurned ? picture.height() : picture.width();
        int height = isTurned ? picture.width() : picture.height();
        int channels = picture.channels();
        byte[] out = new byte[picture.raw().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int along = isTurned ? y : x; // before it is counted from the other end
                int down = isTurned ? x : y;
                int fromX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8
                        ? right - along
                        : along;
                int fromY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7
                        ? bottom - down
                        : down;
                System.arraycopy(
                        picture.raw(),
                        (fromY * picture.width() + fromX) * channels,
                        out,
                        (y * width + x) * channels,
                        channels);
            }
        }
        return new Picture(width, height, channels, out);
    }
}
