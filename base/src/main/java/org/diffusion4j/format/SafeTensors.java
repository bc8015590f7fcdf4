// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * Reads a safetensors file: names and shapes at once, bytes of tensors when they are asked for. The whole header is
 * checked at the door, sizes before anything is allocated; a file that breaks a rule of the format is refused with a
 * {@link FormatException}.
 *
 * <p>Buffers are read-only, little endian, and stay valid after {@link #close}. A file that was cut short meanwhile is
 * refused with a {@link StorageException} when the missing bytes are asked for.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors.
 */
public final class SafeTensors implements TensorFile {
    /** Longest header that is accepted, in bytes; the reference reader has the same limit. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;

    /** Bytes that are handed on at once. */
    private static final int PIECE_BYTES = 1 << 22;

    private final String file;
    private final ByteSource source;
    private final SafeTensorsHeader header;
    private final Map<String, NamedArray> arrays;
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
        Map<String, NamedArray> found = new LinkedHashMap<>();
        header.entries().forEach((name, info) -> found.put(name, array(name, info)));
        arrays = Collections.unmodifiableMap(found);
    }

    private NamedArray array(String name, TensorInfo info) {
        return new NamedArray(name, info.dtype(), info.shape(), out -> {
            for (long at = 0; at < info.byteCount(); at += PIECE_BYTES) {
                ByteBuffer piece = bytes(name, at, (int) Math.min(PIECE_BYTES, info.byteCount() - at));
                while (piece.hasRemaining()) {
                    out.write(piece);
                }
            }
        });
    }

    /**
     * Opens a file; only the header is read now.
     *
     * @throws FormatException if the file breaks a rule of the format
     * @throws StorageException if it cannot be read
     */
    public static SafeTensors open(Path path) {
        try {
            ByteSource source = ByteSource.read(path);
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

    /** Whether the first nine bytes of a file can be those of this form: a length, and the beginning of the header. */
    public static boolean isBegin(ByteBuffer begin) {
        return begin.remaining() > LENGTH_BYTES && begin.get(begin.position() + LENGTH_BYTES) == '{';
    }

    @Override
    public String name() {
        return file;
    }

    @Override
    public String description() {
        return "safetensors";
    }

    /** Free text of the writer, for example {@code format} = {@code pt}; may be empty. */
    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public Map<String, NamedArray> arrays() {
        return arrays;
    }

    /** All tensors and where they lie, in the order of their bytes. */
    public Map<String, TensorInfo> entries() {
        return header.entries();
    }

    /** First byte of the data area, counted from the start of the file. */
    public long dataBegin() {
        return dataBegin;
    }

    @Override
    public ByteBuffer bytes(String name) {
        return bytes(name, 0, bufferBytes(name));
    }

    @Override
    public void read(String name, ByteBuffer to) {
        int byteCount = bufferBytes(name);
        try {
            source.read(dataBegin + info(name).begin(), to.slice(to.position(), byteCount));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
        to.position(to.position() + byteCount);
    }

    private int bufferBytes(String name) {
        long byteCount = info(name).byteCount();
        if (byteCount > Integer.MAX_VALUE) {
            throw new ConfigException(
                    "tensor '%s' of %s has %d bytes, and one buffer holds at most %d. Read it in pieces with bytes(name, offset, byteCount)."
                            .formatted(name, file, byteCount, Integer.MAX_VALUE));
        }
        return (int) byteCount;
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
            throw unreadable(name, e);
        }
    }

    private StorageException unreadable(String name, IOException e) {
        return new StorageException(
                "tensor '%s' of %s cannot be read (%s). Check that the file is still there, and open it again."
                        .formatted(name, file, StorageException.reason(e)),
                e);
    }

    /**
     * One tensor.
     *
     * @throws ConfigException if there is none of that name
     */
    public TensorInfo info(String name) {
        array(name);
        return Objects.requireNonNull(entries().get(name), name);
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
