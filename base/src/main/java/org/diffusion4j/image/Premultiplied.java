// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

/** Colour multiplied by opacity and back, in bytes, with the roundings of Pillow. */
final class Premultiplied {
    private Premultiplied() {}

    static byte[] of(byte[] rgba) {
        byte[] out = new byte[rgba.length];
        for (int i = 0; i < rgba.length; i += 4) {
            int alpha = rgba[i + 3] & 255;
            for (int c = 0; c < 3; c++) {
                int product = (rgba[i + c] & 255) * alpha + 128;
                out[i + c] = (byte) (((product >> 8) + product) >> 8);
            }
            out[i + 3] = (byte) alpha;
        }
        return out;
    }

    static byte[] undone(byte[] premultiplied) {
        byte[] out = premultiplied.clone();
        for (int i = 0; i < out.length; i += 4) {
            int alpha = out[i + 3] & 255;
            if (alpha == 0 || alpha == 255) {
                continue;
            }
            for (int c = 0; c < 3; c++) {
                out[i + c] = (byte) Math.min(255, 255 * (out[i + c] & 255) / alpha);
            }
        }
        return out;
    }
}
