// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Whether the pieces of a PNG file are whole. The reader of the Java library compares no checksum but that of the unpacked
 * pixels, so a changed palette or a missing end would go unseen. Pieces that decide no pixel are not looked at.
 */
final class PngChunks {
    private static final int SIGNATURE = 8;
    private static final int FRAME = 12; // length, name and checksum
    private static final int END = 0x49454E44; // IEND
    private static final int OPACITY = 0x74524E53; // tRNS
    private static final int OPTIONAL = 0x20000000; // the first letter is a small one

    private PngChunks() {}

    /** Compares the checksums of all that decides pixels, up to the end that the file must have. */
    static void require(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int at = SIGNATURE;
        while (at + FRAME <= bytes.length) {
            int length = file.getInt(at);
            int name = file.getInt(at + 4);
            if (length < 0 || length > bytes.length - at - FRAME) {
                break;
            }
            boolean isNeeded = (name & OPTIONAL) == 0 || name == OPACITY;
            CRC32 sum = new CRC32();
            sum.update(bytes, at + 4, 4 + length);
            if (isNeeded && (int) sum.getValue() != file.getInt(at + 8 + length)) {
                throw new IOException("a checksum differs");
            }
            if (name == END) {
                return;
            }
            at += FRAME + length;
        }
        throw new IOException("it ends early");
    }
}
