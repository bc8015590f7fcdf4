// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** CRC-32C of each of several segments that follow each other in a stream of bytes. */
final class SegmentSums {
    private final List<Long> lengths;
    private final List<String> sums = new ArrayList<>();
    private final CRC32C crc = new CRC32C();
    private long left;

    SegmentSums(List<Long> lengths) {
        this.lengths = lengths;
        this.left = lengths.get(0);
        closeFullSegments();
    }

    /** Takes the bytes from position to limit; together with those before, no more than the segments hold. */
    void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int count = (int) Math.min(left, bytes.remaining());
            crc.update(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            left -= count;
            closeFullSegments();
        }
    }

    private void closeFullSegments() {
        while (left == 0 && sums.size() < lengths.size()) {
            sums.add(HexFormat.of().toHexDigits((int) crc.getValue()));
            crc.reset();
            left = sums.size() < lengths.size() ? lengths.get(sums.size()) : 0;
        }
    }

    /** The sums of the segments that are complete, as eight hexadecimal digits each. */
    List<String> sums() {
        return List.copyOf(sums);
    }
}
