// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/** Goes once through a .tar.gz archive, entry by entry, unpacking nothing to disk. */
final class TarGz {
    /** The most bytes of an archive, unpacked: 2 GiB, ten times what a known set of small pictures has. */
    static final long MAX_BYTES = 2L << 30;

    private static final int MAX_ENTRIES = 100_000;
    private static final long MAX_FILLING = 16L << 20;

    private TarGz() {}

    /** Is handed each file of an archive. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Reads the entry or leaves it.
         *
         * @param path in the archive, with slashes
         */
        void visit(String path, long size, InputStream content) throws IOException;
    }

    /** Whether a file begins like a packed one. */
    static boolean isPacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1F && in.read() == 0x8B;
        }
    }

    /**
     * Hands every file of the archive to {@code visitor}.
     *
     * @throws FormatException if the archive is damaged, cut short or larger than it may be
     * @throws StorageException if it cannot be read
     */
    static void walk(Path archive, Visitor visitor) {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
            try (GZIPInputStream packed = new GZIPInputStream(file, 1 << 16);
                    TarArchiveInputStream tar = new TarArchiveInputStream(packed)) {
                walk(tar, archive, visitor);
                requireEnd(packed);
            } catch (FormatException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new FormatException(
                        "the archive '%s' is damaged or cut short (%s). Copy it again."
                                .formatted(archive, e.getMessage()),
                        e);
            }
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(archive, StorageException.reason(e)),
                    e);
        }
    }

    /** Reads on to the checksum, which stands behind the zeros that fill an archive up and is compared nowhere else. */
    private static void requireEnd(GZIPInputStream packed) throws IOException {
        byte[] rest = new byte[1 << 16];
        long behind = 0;
        for (int read = packed.read(rest); read >= 0; read = packed.read(rest)) {
            behind += read;
            if (behind > MAX_FILLING) {
                throw new IOException("more than %,d bytes stand behind its end".formatted(MAX_FILLING));
            }
        }
    }

    private static void walk(TarArchiveInputStream tar, Path archive, Visitor visitor) throws IOException {
        int entries = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > MAX_ENTRIES || tar.getBytesRead() + entry.getSize() > MAX_BYTES) {
                throw new FormatException(
                        "the archive '%s' has more than %,d entries or %,d bytes. Unpack it, and give its folder."
                                .formatted(archive, MAX_ENTRIES, MAX_BYTES));
            }
            if (entry.isFile() && !entry.isSparse()) {
                visitor.visit(entry.getName(), entry.getSize(), tar);
            }
        }
    }
}
