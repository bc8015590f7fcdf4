// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.ByteSource;

/**
 * The directory of a zip archive of which no entry is compressed. Directory and entries must agree, and entries cannot
 * overlap, so all of them together are never larger than the file.
 *
 * <p>Source: PKWARE's APPNOTE, sections 4.3 and 4.5.3 (zip64).
 */
final class ZipDirectory {
    static final int LOCAL = 0x04034b50;
    static final int LOCAL_BYTES = 30;
    static final int CENTRAL = 0x02014b50;
    static final int CENTRAL_BYTES = 46;
    static final int END = 0x06054b50;
    static final int END_BYTES = 22;
    static final int END64 = 0x06064b50;
    static final int END64_BYTES = 56;
    static final int LOCATOR64 = 0x07064b50;
    static final int LOCATOR64_BYTES = 20;
    static final int EXTRA64 = 1;
    /** Stands in a field of 32 bits whose value is in the entry's extra field. */
    static final long IN_EXTRA64 = 0xffff_ffffL;

    private static final int ENCRYPTED = 1;
    private static final int MAX_ENTRIES = 1_000_000;

    private final String file;
    private final ByteSource source;
    private final Map<String, FilePart> entries = new LinkedHashMap<>();

    private ZipDirectory(String file, ByteSource source) {
        this.file = file;
        this.source = source;
    }

    /**
     * All entries by name, in the order of the directory.
     *
     * @throws FormatException if the file breaks a rule
     */
    static Map<String, FilePart> read(String file, ByteSource source) throws IOException {
        ZipDirectory directory = new ZipDirectory(file, source);
        directory.read();
        return directory.entries;
    }

    private void read() throws IOException {
        long end = endRecord();
        ByteBuffer record = piece(end, END_BYTES);
        long count = unsigned(record.getShort(10));
        long byteCount = unsigned(record.getInt(12));
        long begin = unsigned(record.getInt(16));
        if (count == 0xffff || byteCount == IN_EXTRA64 || begin == IN_EXTRA64) {
            ByteBuffer locator = piece(end - LOCATOR64_BYTES, LOCATOR64_BYTES);
            requireSignature(locator, LOCATOR64);
            ByteBuffer record64 = piece(locator.getLong(8), END64_BYTES);
            requireSignature(record64, END64);
            count = record64.getLong(32);
            byteCount = record64.getLong(40);
            begin = record64.getLong(48);
        }
        if (count < 0 || count > MAX_ENTRIES) {
            throw invalid("it states %d parts, and at most %d are read".formatted(count, MAX_ENTRIES));
        }
        ByteBuffer directory = piece(begin, byteCount);
        long total = 0;
        for (int i = 0; i < count; i++) {
            FilePart entry = entry(directory, begin);
            if (entries.put(entry.name(), entry) != null) {
                throw invalid("two parts are called " + shown(entry.name()));
            }
            total += entry.byteCount();
            if (total > begin) {
                throw invalid("its parts overlap");
            }
        }
    }

    /** The end record is the last thing in the file but for a comment. */
    private long endRecord() throws IOException {
        int searched = (int) Math.min(source.size(), END_BYTES + 0xffff);
        ByteBuffer tail = piece(source.size() - searched, searched);
        for (int at = searched - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && unsigned(tail.getShort(at + 20)) == searched - END_BYTES - at) {
                return source.size() - searched + at;
            }
        }
        throw invalid("its directory is missing (cut short?)");
    }

    /** Reads the next entry of the directory, and the head that stands before its content. */
    private FilePart entry(ByteBuffer directory, long limit) throws IOException {
        ByteBuffer fixed = next(directory, CENTRAL_BYTES);
        requireSignature(fixed, CENTRAL);
        ByteBuffer rawName = next(directory, unsigned(fixed.getShort(28)));
        ByteBuffer extra = next(directory, unsigned(fixed.getShort(30)));
        next(directory, unsigned(fixed.getShort(32))); // a comment
        String name = StandardCharsets.UTF_8.decode(rawName.duplicate()).toString();
        if ((fixed.getShort(8) & ENCRYPTED) != 0) {
            throw invalid("its part %s is encrypted".formatted(shown(name)));
        }
        long compressed = unsigned(fixed.getInt(20));
        long byteCount = unsigned(fixed.getInt(24));
        long head = unsigned(fixed.getInt(42));
        if (byteCount == IN_EXTRA64 || compressed == IN_EXTRA64 || head == IN_EXTRA64) {
            ByteBuffer large = extra64(extra);
            byteCount = byteCount == IN_EXTRA64 ? next(large, Long.BYTES).getLong() : byteCount;
            compressed = compressed == IN_EXTRA64 ? next(large, Long.BYTES).getLong() : compressed;
            head = head == IN_EXTRA64 ? next(large, Long.BYTES).getLong() : head;
        }
        if (name.contains("/code/")) {
            throw new FormatException(
                    "'%s' is a TorchScript program, not a file of weights. Save the network's state_dict() for its weights; as a network it is what --features and --lpips take."
                            .formatted(file));
        }
        if (fixed.getShort(10) != 0 || compressed != byteCount) {
            throw invalid("its part %s is compressed, and PyTorch compresses nothing".formatted(shown(name)));
        }
        ByteBuffer local = piece(head, LOCAL_BYTES);
        requireSignature(local, LOCAL);
        int nameBytes = unsigned(local.getShort(26));
        long begin = head + LOCAL_BYTES + nameBytes + unsigned(local.getShort(28));
        if (!piece(head + LOCAL_BYTES, nameBytes).equals(rawName)
                || byteCount < 0
                || begin > limit
                || byteCount > limit - begin) {
            throw invalid("its part %s is not where the directory says".formatted(shown(name)));
        }
        return new FilePart(name, begin, byteCount, fixed.getInt(16));
    }

    /** The part of an entry's extra fields that holds what 32 bits cannot. */
    private ByteBuffer extra64(ByteBuffer extra) {
        while (true) {
            int kind = unsigned(next(extra, Short.BYTES).getShort());
            ByteBuffer content = next(extra, unsigned(next(extra, Short.BYTES).getShort()));
            if (kind == EXTRA64) {
                return content;
            }
        }
    }

    /** The bytes at the position of a buffer, which moves behind them. */
    private ByteBuffer next(ByteBuffer from, int byteCount) {
        if (from.remaining() < byteCount) {
            throw invalid("its directory is cut short");
        }
        ByteBuffer next = littleEndian(from.slice(from.position(), byteCount));
        from.position(from.position() + byteCount);
        return next;
    }

    private ByteBuffer piece(long begin, long byteCount) throws IOException {
        if (begin < 0 || byteCount < 0 || byteCount > Integer.MAX_VALUE || begin > source.size() - byteCount) {
            throw invalid("it names bytes outside of itself (cut short?)");
        }
        return littleEndian(source.slice(begin, (int) byteCount));
    }

    private void requireSignature(ByteBuffer record, int signature) {
        if (record.getInt(0) != signature) {
            throw invalid("a part of its directory is not where it must be");
        }
    }

    private FormatException invalid(String why) {
        return StateDictFile.invalid(file, why);
    }

    private static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int unsigned(short field) {
        return field & 0xffff;
    }

    private static long unsigned(int field) {
        return field & 0xffff_ffffL;
    }
}
