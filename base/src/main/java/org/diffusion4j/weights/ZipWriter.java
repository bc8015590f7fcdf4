// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.diffusion4j.format.ByteContent;

/**
 * Writes a zip archive without compression and without going back, so that contents may be larger than memory. Contents
 * begin at multiples of 64 bytes, which lets readers map them.
 *
 * <p>Source: as {@link ZipDirectory}; alignment as PyTorch does it.
 */
final class ZipWriter {
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int PADDING_EXTRA = 0x4246;
    private static final int EXTRA_HEAD_BYTES = 4;
    private static final int EXTRA64_BYTES = EXTRA_HEAD_BYTES + 2 * Long.BYTES;
    private static final int ALIGNMENT = 64;
    private static final int VERSION = 45;
    /** Checksum and sizes follow the content; names are UTF-8. */
    private static final int FLAGS = 0x0808;
    /** 1 January 1980, the first day a zip archive knows: equal contents give equal archives. */
    private static final int DATE = 0x21;

    /** An entry as the directory will list it. */
    private record Written(String name, long head, long byteCount, int crc) {
        boolean isLarge() {
            return byteCount >= ZipDirectory.IN_EXTRA64;
        }
    }

    private final Counter out;
    private final List<Written> entries = new ArrayList<>();

    ZipWriter(WritableByteChannel out) {
        this.out = new Counter(out);
    }

    /** Adds an entry; the number of its bytes must be known before. */
    void add(String name, long byteCount, ByteContent content) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        long head = out.position;
        boolean isLarge = byteCount >= ZipDirectory.IN_EXTRA64;
        int fixed = ZipDirectory.LOCAL_BYTES + utf8.length + (isLarge ? EXTRA64_BYTES : 0) + EXTRA_HEAD_BYTES;
        int padding = Math.floorMod(-(head + fixed), ALIGNMENT);
        ByteBuffer local = record(fixed + padding)
                .putInt(ZipDirectory.LOCAL)
                .putShort((short) VERSION)
                .putShort((short) FLAGS)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) DATE)
                .putInt(0)
                .putInt(isLarge ? -1 : 0)
                .putInt(isLarge ? -1 : 0)
                .putShort((short) utf8.length)
                .putShort((short) (fixed + padding - ZipDirectory.LOCAL_BYTES - utf8.length))
                .put(utf8);
        if (isLarge) {
            local.putShort((short) ZipDirectory.EXTRA64)
                    .putShort((short) (2 * Long.BYTES))
                    .putLong(0)
                    .putLong(0);
        }
        local.putShort((short) PADDING_EXTRA).putShort((short) padding);
        out.writeAll(local.rewind());

        out.crc.reset();
        content.writeTo(out);
        int crc = (int) out.crc.getValue();
        ByteBuffer descriptor = record(isLarge ? 24 : 16).putInt(DESCRIPTOR).putInt(crc);
        if (isLarge) {
            descriptor.putLong(byteCount).putLong(byteCount);
        } else {
            descriptor.putInt((int) byteCount).putInt((int) byteCount);
        }
        out.writeAll(descriptor.rewind());
        entries.add(new Written(name, head, byteCount, crc));
    }

    /** Writes the directory; nothing can follow it. */
    void finish() throws IOException {
        long begin = out.position;
        for (Written entry : entries) {
            writeDirectoryEntry(entry);
        }
        long byteCount = out.position - begin;
        boolean isLarge = entries.size() >= 0xffff || begin + byteCount >= ZipDirectory.IN_EXTRA64;
        if (isLarge) {
            long end64 = out.position;
            out.writeAll(record(ZipDirectory.END64_BYTES + ZipDirectory.LOCATOR64_BYTES)
                    .putInt(ZipDirectory.END64)
                    .putLong(ZipDirectory.END64_BYTES - 12)
                    .putShort((short) VERSION)
                    .putShort((short) VERSION)
                    .putInt(0)
                    .putInt(0)
                    .putLong(entries.size())
                    .putLong(entries.size())
                    .putLong(byteCount)
                    .putLong(begin)
                    .putInt(ZipDirectory.LOCATOR64)
                    .putInt(0)
                    .putLong(end64)
                    .putInt(1)
                    .rewind());
        }
        int count = isLarge ? 0xffff : entries.size();
        out.writeAll(record(ZipDirectory.END_BYTES)
                .putInt(ZipDirectory.END)
                .putInt(0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt(isLarge ? -1 : (int) byteCount)
                .putInt(isLarge ? -1 : (int) begin)
                .putShort((short) 0)
                .rewind());
    }

    private void writeDirectoryEntry(Written entry) throws IOException {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        boolean isFar = entry.head() >= ZipDirectory.IN_EXTRA64;
        int large = (entry.isLarge() ? 2 * Long.BYTES : 0) + (isFar ? Long.BYTES : 0);
        int extra = large == 0 ? 0 : EXTRA_HEAD_BYTES + large;
        ByteBuffer central = record(ZipDirectory.CENTRAL_BYTES + name.length + extra)
                .putInt(ZipDirectory.CENTRAL)
                .putShort((short) VERSION)
                .putShort((short) VERSION)
                .putShort((short) FLAGS)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) DATE)
                .putInt(entry.crc())
                .putInt(entry.isLarge() ? -1 : (int) entry.byteCount())
                .putInt(entry.isLarge() ? -1 : (int) entry.byteCount())
                .putShort((short) name.length)
                .putShort((short) extra)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(isFar ? -1 : (int) entry.head())
                .put(name);
        if (extra > 0) {
            central.putShort((short) ZipDirectory.EXTRA64).putShort((short) large);
            if (entry.isLarge()) {
                central.putLong(entry.byteCount()).putLong(entry.byteCount());
            }
            if (isFar) {
                central.putLong(entry.head());
            }
        }
        out.writeAll(central.rewind());
    }

    private static ByteBuffer record(int byteCount) {
        return ByteBuffer.allocate(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Counts and sums what goes through. */
    private static final class Counter implements WritableByteChannel {
        private final WritableByteChannel out;
        private final CRC32 crc = new CRC32();
        private long position;

        Counter(WritableByteChannel out) {
            this.out = out;
        }

        void writeAll(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                write(bytes);
            }
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            ByteBuffer copy = bytes.duplicate();
            int count = out.write(bytes);
            crc.update(copy.limit(copy.position() + count));
            position += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        /** Does nothing: the archive goes on. */
        @Override
        public void close() {}
    }
}
