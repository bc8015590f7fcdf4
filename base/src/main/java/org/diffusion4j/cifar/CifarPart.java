// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.MappedBytes;

/**
 * The training or test pictures of CIFAR-10 or CIFAR-100. Of a folder of the binary version the files stay where they
 * are and are read by their place; of a .tar.gz archive and of the Python version the pictures are unpacked into memory,
 * 154 MB for those of training. The pickles of the Python version are read as data, nothing in them is executed.
 * Readable from any thread.
 */
public final class CifarPart {
    private final CifarKind kind;
    private final List<MappedBytes> files;
    private final int size;
    private final List<List<String>> names;
    private final List<String> unused;

    private CifarPart(CifarKind kind, CifarFiles found, Path path) {
        this.kind = kind;
        this.files = found.whole();
        this.unused = List.copyOf(found.unused());
        this.size = files.stream()
                .mapToInt(file -> (int) (file.size() / kind.recordBytes()))
                .reduce(0, Math::addExact);
        this.names = IntStream.range(0, kind.labels()).mapToObj(found::names).toList();
        requireLabels(path);
    }

    /**
     * One part of the set.
     *
     * @param path the folder with the files, the folder above it, or the archive
     * @throws FormatException if files are missing, are no whole records, or have labels that are no classes
     * @throws StorageException if something cannot be read
     */
    public static CifarPart read(CifarKind kind, Path path, boolean isTraining) {
        try {
            CifarFiles found = new CifarFiles(kind, isTraining, path);
            if (Files.isDirectory(path)) {
                found.inFolder();
            } else if (TarGz.isPacked(path)) {
                TarGz.walk(path, found::take);
            } else {
                throw new FormatException(
                        "'%s' is neither a folder nor a .tar.gz archive, and %s is one of them. Give the folder '%s' or '%s', or its archive."
                                .formatted(
                                        path,
                                        kind,
                                        kind.folders().get(0),
                                        kind.folders().get(1)));
            }
            return new CifarPart(kind, found, path);
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    /** Whether a folder or archive looks like this set; only names are looked at. */
    public static boolean isAt(CifarKind kind, Path path) {
        String test = kind.files(false).get(0);
        return Stream.concat(Stream.of(path), kind.folders().stream().map(path::resolve))
                        .anyMatch(folder -> Files.isRegularFile(folder.resolve(test))
                                || Files.isRegularFile(folder.resolve(test + CifarKind.BINARY)))
                || kind.archives().contains(String.valueOf(path.getFileName()));
    }

    private void requireLabels(Path path) {
        for (int item = 0; item < size; item++) {
            for (int label = 0; label < kind.labels(); label++) {
                if (label(item, label) >= kind.classes(label)) {
                    throw new FormatException(
                            "picture %d of '%s' has the label %d, and %s counts %d classes. The file is damaged or of another set."
                                    .formatted(item, path, label(item, label), kind, kind.classes(label)));
                }
            }
        }
    }

    /** How many pictures. */
    public int size() {
        return size;
    }

    /** The bytes of a picture: (3, 32, 32). */
    public byte[] picture(int item) {
        byte[] bytes = new byte[CifarKind.PICTURE_BYTES];
        read(item, kind.labels(), bytes);
        return bytes;
    }

    /**
     * A label of a picture.
     *
     * @param label which one: 0 is the only one of CIFAR-10 and the coarse one of CIFAR-100, 1 its fine one
     */
    public int label(int item, int label) {
        Objects.checkIndex(label, kind.labels());
        byte[] one = new byte[1];
        read(item, label, one);
        return one[0] & 255;
    }

    /** Names of the classes that a label counts. */
    public List<String> classes(int label) {
        return names.get(label);
    }

    /** Files that are no part of the set, such as its readme. */
    public List<String> unused() {
        return unused;
    }

    private void read(int item, int offset, byte[] target) {
        Objects.checkIndex(item, size);
        long at = (long) item * kind.recordBytes();
        for (MappedBytes file : files) {
            if (at < file.size()) {
                file.read(at + offset, target, 0, target.length);
                return;
            }
            at -= file.size();
        }
    }
}
