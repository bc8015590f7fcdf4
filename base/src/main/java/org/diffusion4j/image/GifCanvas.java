// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where the first picture of a GIF lies on its canvas. The reader of Java gives that picture alone; what it does not
 * cover is transparent.
 *
 * @param width of the canvas
 * @param height of the canvas
 * @param left of the picture
 * @param top of the picture
 */
record GifCanvas(int width, int height, int left, int top) {
    private static final int HEADER = 13;

    /** Walks to the first picture over colours and extensions (GIF89a, sections 18 to 26). */
    static GifCanvas of(byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < HEADER) {
            throw new IOException("it ends within its header");
        }
        int at = HEADER + colors(bytes.get(10));
        while (at + 10 <= file.length && bytes.get(at) == 0x21) {
            at += 2;
            while (at < file.length && bytes.get(at) != 0) {
                at += 1 + (bytes.get(at) & 255);
            }
            at++;
        }
        if (at + 10 > file.length || bytes.get(at) != 0x2C) {
            throw new IOException("it has no picture");
        }
        return new GifCanvas(
                bytes.getShort(6) & 0xFFFF,
                bytes.getShort(8) & 0xFFFF,
                bytes.getShort(at + 1) & 0xFFFF,
                bytes.getShort(at + 3) & 0xFFFF);
    }

    private static int colors(byte flags) {
        return flags < 0 ? 3 << (1 + (flags & 7)) : 0;
    }

    /** The whole canvas with the picture in its place; a picture that leaves the canvas widens it. */
    Picture with(Picture picture) {
        int fullWidth = Math.max(width, left + picture.width());
        int fullHeight = Math.max(height, top + picture.height());
        if (fullWidth == picture.width() && fullHeight == picture.height()) {
            return picture;
        }
        byte[] canvas = new byte[Math.multiplyExact(Math.multiplyExact(fullWidth, fullHeight), 4)];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int to = ((top + y) * fullWidth + left + x) * 4;
                for (int c = 0; c < 3; c++) {
                    canvas[to + c] = (byte) picture.sample(x, y, c);
                }
                canvas[to + 3] = (byte) (picture.channels() == 4 ? picture.sample(x, y, 3) : 255);
            }
        }
        return new Picture(fullWidth, fullHeight, 4, canvas);
    }
}
