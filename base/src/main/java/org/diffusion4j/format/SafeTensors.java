// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * Reads a safetensors file: names, shapes and bytes of tensors, without copying. The whole header is checked at the
 * door, sizes before anything is allocated; a file that breaks a rule of the format is refused with a
 * {@link FormatException}.
 *
 * <p>Buffers are read-only, little endian, and stay valid after {@link #close}. A file must not be cut short while
 * buffers of it are in use: they show the file itself.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors.
 */
public final class SafeTensors implements AutoCloseable {
    /** Longest header that is accepted, in bytes; the reference reader has the same limit. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;

    private final String file;
    private final ByteSource source;
    private final SafeTensorsHeader header;
    private final long dataBegin;

    private SafeTensors(String file, ByteSource source) throws IOException {
        this.file = file;
        this.source = source;
        long size = source.size();
        if (size < LENGTH_BYTES) {
            throw SafeTensorsHeader.invalid(file, "it has %d bytes, and the shortest has 10".formatted(size));
        }
        long headerBytes = littleEndian(source.slice(0, LENGTH_BYTES)).getLong();
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw SafeTensorsHeader.invalid(
                    file,
                    "it states a header of %s bytes, and at most %d are allowed"
                            .formatted(Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
        }
        dataBegin = LENGTH_BYTES + headerBytes;
        if (dataBegin > size) {
            throw SafeTensorsHeader.invalid(
                    file, "it states a header of %d bytes, but has %d bytes in all".formatted(headerBytes, size));
        }
        header = SafeTensorsHeader.parse(
                file, source.slice(LENGTH_BYTES, Math.toIntExact(headerBytes)), size - dataBegin);
    }

    /**
     * Opens a file; only the header is read now.
     *
     * @throws FormatException if the file breaks a rule of the format
     * @throws StorageException if it cannot be read
     */
    public static SafeTensors open(Path path) {
        try {
            ByteSource source = ByteSource.of(path);
            try {
                return new SafeTensors(path.toString(), source);
            } catch (IOException | RuntimeException e) {
                source.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Give the path of a readable .safetensors file."
                            .formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * Reads from memory, for example a resource of the class path.
     *
     * @param name how messages call the content
     * @param content all bytes of a file, from position to limit
     */
    public static SafeTensors of(String name, ByteBuffer content) {
        try {
            return new SafeTensors(name, ByteSource.of(content));
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to read", e);
        }
    }

    /** Free text of the writer, for example {@code format} = {@code pt}; may be empty. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** All tensors, in the order of their bytes. */
    public Map<String, TensorInfo> entries() {
        return header.entries();
    }

    /** First byte of the data area, counted from the start of the file. */
    public long dataBegin() {
        return dataBegin;
    }

    /**
     * All bytes of a tensor of less than 2 GiB.
     *
     * @throws ConfigException if there is no tensor of that name, or it is too large for one buffer
     */
    public ByteBuffer bytes(String name) {
        long byteCount = info(name).byteCount();
        if (byteCount > Integer.MAX_VALUE) {
            throw new ConfigException(
                    "tensor '%s' of %s has %d bytes, and one buffer holds at most %d. Read it in pieces with bytes(name, offset, byteCount)."
                            .formatted(name, file, byteCount, Integer.MAX_VALUE));
        }
        return bytes(name, 0, (int) byteCount);
    }

    /**
     * A piece of a tensor of any size.
     *
     * @param offset first byte, counted from the tensor's first
     * @throws ConfigException if there is no tensor of that name, or the piece leaves it
     */
    public ByteBuffer bytes(String name, long offset, int byteCount) {
        TensorInfo info = info(name);
        if (offset < 0 || byteCount < 0 || offset > info.byteCount() - byteCount) {
            throw new ConfigException(
                    "bytes %d to %d lie outside of tensor '%s' of %s, which has %d bytes. Stay inside."
                            .formatted(offset, offset + byteCount, name, file, info.byteCount()));
        }
        try {
            return littleEndian(source.slice(dataBegin + info.begin() + offset, byteCount));
        } catch (IOException e) {
            throw new StorageException(
                    "tensor '%s' of %s cannot be read (%s). Check that the file is still there, and open it again."
                            .formatted(name, file, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * One tensor.
     *
     * @throws ConfigException if there is none of that name
     */
    public TensorInfo info(String name) {
        TensorInfo info = header.entries().get(name);
        if (info == null) {
            throw new ConfigException("%s has no tensor '%s'. It has %d tensors: %s."
                    .formatted(file, name, entries().size(), firstNames()));
        }
        return info;
    }

    private String firstNames() {
        String names = String.join(", ", entries().keySet().stream().limit(5).toList());
        return entries().size() > 5 ? names + ", …" : names;
    }

    private static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new StorageException(
                    "%s could not be closed after reading (%s). Check the disk it lies on."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}
