// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.diffusion4j.format.ByteSource;

/** Compares parts of a file with their checksums, each the first time that it is used. */
final class Checksums {
    private static final int PIECE_BYTES = 1 << 26;

    private final String file;
    private final ByteSource source;
    private final Set<FilePart> right = ConcurrentHashMap.newKeySet();

    Checksums(String file, ByteSource source) {
        this.file = file;
        this.source = source;
    }

    /**
     * Does nothing if the part is whole, or has no checksum.
     *
     * @throws org.diffusion4j.error.FormatException if it is damaged
     */
    void require(FilePart part) throws IOException {
        if (part.crc() == 0 || right.contains(part)) {
            return;
        }
        CRC32 sum = new CRC32();
        for (long at = 0; at < part.byteCount(); at += PIECE_BYTES) {
            sum.update(source.slice(part.begin() + at, (int) Math.min(PIECE_BYTES, part.byteCount() - at)));
        }
        if ((int) sum.getValue() != part.crc()) {
            throw StateDictFile.invalid(file, "the checksum of its part %s differs".formatted(shown(part.name())));
        }
        right.add(part);
    }

    /** The bytes of a part of less than 2 GiB, checked. */
    ByteBuffer content(FilePart part) throws IOException {
        if (part.byteCount() > Integer.MAX_VALUE) {
            throw StateDictFile.invalid(
                    file,
                    "its part %s has %d bytes, and at most %d are expected"
                            .formatted(shown(part.name()), part.byteCount(), Integer.MAX_VALUE));
        }
        require(part);
        return source.slice(part.begin(), (int) part.byteCount());
    }
}
