// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/** Arrays by name in a NumPy archive (.npz): a zip file of .npy files, packed or not. To be closed. */
public final class Npz implements AutoCloseable {
    /** The most bytes of one array, unpacked: 1 GiB. Larger ones belong into a .npy file, which is never unpacked. */
    public static final int MAX_BYTES = 1 << 30;

    private static final int MAX_ARRAYS = 4_096;
    private static final String SUFFIX = ".npy";

    private final String name;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private Npz(String name, ZipFile zip) {
        this.name = name;
        this.zip = zip;
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entry.getName().endsWith(SUFFIX)) {
                String array = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                if (entries.put(array, entry) != null || entries.size() > MAX_ARRAYS) {
                    throw new FormatException(
                            "'%s' has more than %,d arrays or two of one name. Save it again with numpy.savez."
                                    .formatted(name, MAX_ARRAYS));
                }
            }
        }
    }

    /**
     * The archive of a file.
     *
     * @throws FormatException if it is no zip file
     * @throws StorageException if it cannot be read
     */
    public static Npz open(Path file) {
        try {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new Npz(file.toString(), zip);
            } catch (FormatException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new FormatException(
                    "'%s' is not a whole zip file (%s), and a NumPy archive (.npz) is one. Copy it again."
                            .formatted(file, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /** The names of the arrays in the order of the file. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /**
     * An array, unpacked into memory.
     *
     * @throws ConfigException if there is none of that name
     * @throws FormatException if it is damaged or larger than {@link #MAX_BYTES}
     */
    public Npy read(String array) {
        ZipEntry entry = entries.get(array);
        if (entry == null) {
            throw new ConfigException("'%s' has no array '%s'; it has %s. Name one of these."
                    .formatted(name, array, String.join(", ", names())));
        }
        String full = name + "/" + array;
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            Npy unpacked = Npy.of(full, MappedBytes.of(bytes(in, full)));
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("its checksum differs");
            }
            return unpacked;
        } catch (IOException e) {
            throw new FormatException(
                    "'%s' cannot be unpacked (%s). The archive is damaged; copy it again."
                            .formatted(full, e.getMessage()),
                    e);
        }
    }

    /** As many bytes as the array's own header promises, and one more if they are there, so that the surplus is seen. */
    private static byte[] bytes(InputStream in, String name) throws IOException {
        byte[] prologue = in.readNBytes(NpyHeader.PROLOGUE);
        int length = NpyHeader.length(ByteBuffer.wrap(prologue), name);
        byte[] rest = in.readNBytes(Math.max(0, length - prologue.length));
        byte[] start = joined(prologue, rest);
        NpyHeader header = NpyHeader.of(ByteBuffer.wrap(start), name);
        long count = header.elements() * header.type().bytes();
        if (count > MAX_BYTES - start.length) {
            throw new FormatException(
                    "'%s' would have %,d bytes in memory, and at most %,d are unpacked. Save it as a .npy file, which is read in place."
                            .formatted(name, count, MAX_BYTES));
        }
        return joined(start, in.readNBytes((int) count + 1));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' could not be closed after reading (%s). Check the disk it lies on."
                            .formatted(name, StorageException.reason(e)),
                    e);
        }
    }
}
