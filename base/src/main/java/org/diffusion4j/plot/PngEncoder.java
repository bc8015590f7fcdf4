// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes the chunks of one PNG file (W3C, Portable Network Graphics, third edition). */
final class PngEncoder {
    static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private static final int FILTERS = 5;

    private final OutputStream out;

    PngEncoder(OutputStream out) {
        this.out = out;
    }

    void begin(BufferedImage picture) throws IOException {
        out.write(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13);
        header.putInt(picture.getWidth()).putInt(picture.getHeight()).put((byte) 8);
        int colorType = Pixels.isGrey(picture) ? 0 : hasOpacity(picture) ? 6 : 2;
        chunk("IHDR", header.put((byte) colorType).array());
    }

    void end() throws IOException {
        chunk("IEND", new byte[0]);
    }

    void chunk(String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.write(ByteBuffer.allocate(4).putInt(data.length).array());
        out.write(name);
        out.write(data);
        out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    /** Each row goes through all five filters; the one with the smallest sum of differences is kept (W3C, 12.7). */
    void pixels(BufferedImage picture) throws IOException {
        int channels = Pixels.isGrey(picture) ? 1 : hasOpacity(picture) ? 4 : 3;
        int width = picture.getWidth();
        int length = width * channels;
        byte[] above = new byte[length];
        byte[] row = new byte[length];
        byte[][] filtered = new byte[FILTERS][length + 1];
        int[] argb = new int[width];
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream zip = new DeflaterOutputStream(packed, deflater, 1 << 14)) {
            for (int y = 0; y < picture.getHeight(); y++) {
                bytes(picture, y, channels, argb, row);
                zip.write(filtered[best(row, above, channels, filtered)]);
                byte[] spare = above;
                above = row;
                row = spare;
            }
        } finally {
            deflater.end();
        }
        chunk("IDAT", packed.toByteArray());
    }

    private static void bytes(BufferedImage picture, int y, int channels, int[] argb, byte[] row) {
        if (channels == 1) {
            int[] rgb = Pixels.rgb(picture.getSubimage(0, y, picture.getWidth(), 1));
            for (int x = 0; x < rgb.length; x++) {
                row[x] = (byte) rgb[x];
            }
            return;
        }
        picture.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
        for (int x = 0, at = 0; x < argb.length; x++) {
            row[at++] = (byte) (argb[x] >> 16);
            row[at++] = (byte) (argb[x] >> 8);
            row[at++] = (byte) argb[x];
            if (channels == 4) {
                row[at++] = (byte) (argb[x] >>> 24);
            }
        }
    }

    private static int best(byte[] row, byte[] above, int channels, byte[][] filtered) {
        long[] sums = new long[FILTERS];
        for (int filter = 0; filter < FILTERS; filter++) {
            filtered[filter][0] = (byte) filter;
        }
        for (int i = 0; i < row.length; i++) {
            int here = row[i] & 255;
            int left = i < channels ? 0 : row[i - channels] & 255;
            int up = above[i] & 255;
            int corner = i < channels ? 0 : above[i - channels] & 255;
            sums[0] += keep(filtered[0], i, here);
            sums[1] += keep(filtered[1], i, here - left);
            sums[2] += keep(filtered[2], i, here - up);
            sums[3] += keep(filtered[3], i, here - (left + up) / 2);
            sums[4] += keep(filtered[4], i, here - paeth(left, up, corner));
        }
        int best = 0;
        for (int filter = 1; filter < FILTERS; filter++) {
            if (sums[filter] < sums[best]) {
                best = filter;
            }
        }
        return best;
    }

    private static int keep(byte[] filtered, int at, int difference) {
        filtered[at + 1] = (byte) difference;
        return Math.abs((byte) difference);
    }

    /** The neighbour that lies nearest to left + up - corner. */
    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static boolean hasOpacity(BufferedImage picture) {
        return picture.getColorModel().hasAlpha();
    }
}
