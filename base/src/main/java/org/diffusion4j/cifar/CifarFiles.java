// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.format.MappedBytes;

/** Gathers the files of one part of CIFAR from a folder or an archive, and refuses what is not whole. */
final class CifarFiles {
    private static final int MAX_FILE_BYTES = 1 << 30;
    private static final int MAX_NAME_BYTES = 65_536;

    private final CifarKind kind;
    private final boolean isTraining;
    private final Path path;
    private final List<String> unused = new ArrayList<>();
    private final Map<String, MappedBytes> parts = new HashMap<>();
    private final Map<Integer, List<String>> names = new HashMap<>();

    /** Nothing yet, of this part and place. */
    CifarFiles(CifarKind kind, boolean isTraining, Path path) {
        this.kind = kind;
        this.isTraining = isTraining;
        this.path = path;
    }

    /** Takes the files of the folder, or of the folder of the set in it. */
    void inFolder() throws IOException {
        Path folder = kind.folders().stream()
                .map(path::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(path);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (isPart(name) && name.endsWith(CifarKind.BINARY)) {
                put(name, MappedBytes.of(file));
            } else if (Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    take(name, Files.size(file), in);
                }
            } else {
                unused.add(name);
            }
        }
    }

    /** Takes an entry of an archive if it belongs to the part. */
    void take(String entry, long length, InputStream content) throws IOException {
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        if (isPart(name)) {
            byte[] bytes = bytes(entry, length, content);
            put(
                    name,
                    MappedBytes.of(
                            name.endsWith(CifarKind.BINARY)
                                    ? bytes
                                    : pickle(entry, bytes).records(kind)));
        } else if (kind.nameFiles().contains(name)) {
            String text = new String(bytes(entry, Math.min(length, MAX_NAME_BYTES), content), StandardCharsets.UTF_8);
            names.put(
                    kind.nameFiles().indexOf(name),
                    text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList());
        } else if (kind.metaFile().equals(name)) {
            CifarPickle meta = pickle(entry, bytes(entry, length, content));
            for (int label = 0; label < kind.labels(); label++) {
                names.put(label, meta.texts(kind.nameKeys().get(label)));
            }
        } else if (!isOfOtherPart(name)) {
            unused.add(entry);
        }
    }

    private CifarPickle pickle(String entry, byte[] bytes) {
        return new CifarPickle("'%s' in '%s'".formatted(entry, path), bytes);
    }

    private boolean isPart(String name) {
        return kind.files(isTraining).contains(withoutEnding(name));
    }

    private boolean isOfOtherPart(String name) {
        return kind.files(!isTraining).contains(withoutEnding(name));
    }

    private static String withoutEnding(String name) {
        return name.endsWith(CifarKind.BINARY) ? name.substring(0, name.length() - CifarKind.BINARY.length()) : name;
    }

    private byte[] bytes(String entry, long length, InputStream content) throws IOException {
        if (length > MAX_FILE_BYTES) {
            throw new FormatException("'%s' in '%s' has %,d bytes, more than any file of %s. Check where it comes from."
                    .formatted(entry, path, length, kind));
        }
        byte[] bytes = content.readNBytes((int) length);
        if (bytes.length < length) {
            throw new IOException("'%s' ends early".formatted(entry));
        }
        return bytes;
    }

    private void put(String name, MappedBytes bytes) {
        if (bytes.size() == 0 || bytes.size() % kind.recordBytes() != 0) {
            throw new FormatException(
                    "'%s' in '%s' has %,d bytes, which are no whole records of %,d. The file was cut short; copy it again."
                            .formatted(name, path, bytes.size(), kind.recordBytes()));
        }
        if (parts.put(withoutEnding(name), bytes) != null) {
            throw new FormatException(
                    "'%s' has two files '%s'. Keep one version of the set there.".formatted(path, withoutEnding(name)));
        }
    }

    /** The files of the part in their order. */
    List<MappedBytes> whole() {
        List<String> missing = kind.files(isTraining).stream()
                .filter(name -> !parts.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new FormatException("'%s' lacks %s of %s. Give the folder '%s' or '%s', or its archive."
                    .formatted(
                            path,
                            String.join(", ", missing),
                            kind,
                            kind.folders().get(0),
                            kind.folders().get(1)));
        }
        List<MappedBytes> inOrder = new ArrayList<>();
        kind.files(isTraining).forEach(name -> inOrder.add(Objects.requireNonNull(parts.get(name))));
        return inOrder;
    }

    /** What else was there. */
    List<String> unused() {
        return unused;
    }

    /** The classes that a label counts. */
    List<String> names(int label) {
        List<String> found = names.getOrDefault(label, kind.standardNames(label));
        if (found.size() != kind.classes(label)) {
            throw new FormatException(
                    "'%s' has names for %d classes, and %s has %d. Copy the file with the names again, or remove it to use the usual ones."
                            .formatted(path, found.size(), kind, kind.classes(label)));
        }
        return found;
    }
}
