// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteSource;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorFile;

/**
 * Reads the tensors of a file that {@code torch.save} wrote ({@code .pth}, {@code .pt}, {@code .bin}), in both of its forms.
 * Nothing of the file is executed: its pickle may build dicts, lists, tuples, numbers, texts and tensors, and every
 * other class is refused by its name. Tensors may be views, share memory or lie in any order; each is handed out
 * contiguous.
 *
 * <p>A tensor may repeat elements, so a file could state more bytes than it has; more than {@value #MAX_GROWTH} times as many
 * are refused.
 */
public final class StateDictFile implements TensorFile {
    private static final int MAX_GROWTH = 8;
    private static final long SMALL_BYTES = 1 << 20;

    private final String file;
    private final ByteSource source;
    private final Checksums checksums;
    private final TorchContent content;
    private final StateDict dict;
    private final Map<String, NamedArray> arrays;

    private StateDictFile(String file, ByteSource source, Optional<String> key) throws IOException {
        this.file = file;
        this.source = source;
        checksums = new Checksums(file, source);
        content = isZip(source) ? TorchZip.read(file, source, checksums) : TorchStream.read(file, source);
        dict = StateDict.of(file, content.root(), key);
        Map<String, NamedArray> found = new LinkedHashMap<>();
        long total = 0;
        for (Map.Entry<String, StridedTensor> entry : dict.tensors().entrySet()) {
            StridedTensor tensor = entry.getValue();
            found.put(entry.getKey(), array(entry.getKey(), tensor));
            total += Math.min(tensor.byteCount(), Long.MAX_VALUE - total);
        }
        if (total > Math.max(SMALL_BYTES, source.size()) * MAX_GROWTH) {
            throw invalid(
                    file,
                    "its tensors repeat their elements up to %d bytes, and the whole file has %d"
                            .formatted(total, source.size()));
        }
        arrays = Collections.unmodifiableMap(found);
    }

    /** As {@link #open(Path, Optional)}, without choosing a key. */
    public static StateDictFile open(Path path) {
        return open(path, Optional.empty());
    }

    /**
     * Opens a file.
     *
     * @param key the top-level key under which tensors are read, where there are several
     * @throws FormatException if the file is damaged, or holds something else than data
     * @throws ConfigException if the key is needed or wrong
     * @throws StorageException if the file cannot be read
     */
    public static StateDictFile open(Path path, Optional<String> key) {
        try {
            ByteSource source = ByteSource.of(path);
            try {
                return new StateDictFile(path.toString(), source, key);
            } catch (IOException | RuntimeException e) {
                source.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Give the path of a readable .pth, .pt or .bin file."
                            .formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    /**
     * Reads from memory.
     *
     * @param name how messages call the content
     * @param content all bytes of a file, from position to limit
     */
    public static StateDictFile of(String name, ByteBuffer content) {
        try {
            return new StateDictFile(name, ByteSource.of(content), Optional.empty());
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to read", e);
        }
    }

    /**
     * Whether the first nine bytes of a file are those of torch.save, a zip archive or a pickle. Safetensors begin with any
     * length, which may look like either, but have their header at the ninth byte.
     */
    static boolean isBegin(ByteBuffer begin) {
        boolean isPickle = begin.remaining() > 1 && begin.get(0) == (byte) 0x80;
        return !SafeTensors.isBegin(begin) && (isPickle || isZip(begin));
    }

    private static boolean isZip(ByteSource source) throws IOException {
        return isZip(source.slice(0, (int) Math.min(4, source.size())));
    }

    private static boolean isZip(ByteBuffer begin) {
        return begin.remaining() > 1 && begin.get(0) == 'P' && begin.get(1) == 'K';
    }

    /** The error of a file that is damaged. */
    static FormatException invalid(String file, String why) {
        return new FormatException(
                "%s is not a valid file of PyTorch: %s. Download or save it again.".formatted(file, why));
    }

    @Override
    public String name() {
        return file;
    }

    @Override
    public String description() {
        return content.form()
                + dict.key().map(key -> ", tensors under the key " + shown(key)).orElse("")
                + (dict.leftOut().isEmpty()
                        ? ""
                        : dict.leftOut().stream()
                                .limit(8)
                                .map(FormatException::shown)
                                .collect(Collectors.joining(", ", " (left out: ", ")")));
    }

    /** The top-level key under which the tensors were, if they were not at the top. */
    public Optional<String> key() {
        return dict.key();
    }

    /** Top-level keys that were not read: optimiser states, settings. */
    public List<String> leftOut() {
        return dict.leftOut();
    }

    /** Top-level numbers and short texts, such as the epoch. */
    @Override
    public Map<String, String> metadata() {
        return dict.facts();
    }

    @Override
    public Map<String, NamedArray> arrays() {
        return arrays;
    }

    private NamedArray array(String name, StridedTensor tensor) {
        FilePart storage = storage(tensor);
        StridedContent elements = new StridedContent(tensor, source, storage.begin());
        return new NamedArray(name, tensor.dtype(), tensor.sizes(), out -> {
            checksums.require(storage);
            elements.writeTo(out);
        });
    }

    private FilePart storage(StridedTensor tensor) {
        return Objects.requireNonNull(content.storages().get(tensor.storage()), "every storage has its place");
    }

    @Override
    public ByteBuffer bytes(String name) {
        NamedArray array = array(name);
        int byteCount = array.bufferBytes();
        StridedTensor tensor = Objects.requireNonNull(dict.tensors().get(name), name);
        try {
            if (byteCount == 0 || tensor.contiguousFrom() > 0) {
                return array.toBuffer();
            }
            FilePart storage = storage(tensor);
            checksums.require(storage);
            return source.slice(storage.begin() + tensor.offset() * tensor.elementBytes(), byteCount)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new StorageException(
                    "tensor '%s' of %s cannot be read (%s). Check that the file is still there, and open it again."
                            .formatted(name, file, StorageException.reason(e)),
                    e);
        }
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
