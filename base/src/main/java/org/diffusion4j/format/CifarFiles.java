// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;

/** Gathers the files of one part of CIFAR from a folder or an archive, and refuses what is not whole. */
final class CifarFiles {
    private static final int MAX_NAME_BYTES = 65_536;

    private final CifarKind kind;
    private final boolean isTraining;
    private final Path path;
    private final List<String> unused = new ArrayList<>();
    private final Map<String, MappedBytes> parts = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();

    /** Nothing yet, of this part and place. */
    CifarFiles(CifarKind kind, boolean isTraining, Path path) {
        this.kind = kind;
        this.isTraining = isTraining;
        this.path = path;
    }

    /** Takes the files of the folder, which are mapped. */
    void inFolder() throws IOException {
        Path inner = path.resolve(kind.folder());
        Path folder = Files.isDirectory(inner) ? inner : path;
        for (String name : kind.files(isTraining)) {
            if (Files.exists(folder.resolve(name))) {
                parts.put(name, MappedBytes.of(folder.resolve(name)));
            }
        }
        for (String name : kind.nameFiles()) {
            if (Files.exists(folder.resolve(name))) {
                try (InputStream in = Files.newInputStream(folder.resolve(name))) {
                    texts.put(name, text(in, name));
                }
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !isOf(name))
                    .sorted()
                    .forEach(unused::add);
        }
    }

    /** Takes an entry of an archive if it belongs to the part. */
    void take(String name, long length, InputStream content) throws IOException {
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (kind.files(isTraining).contains(file)) {
            if (length > 1 << 30) {
                throw new FormatException("'%s' in '%s' has %,d bytes, more than any file of %s. Check the archive."
                        .formatted(name, path, length, kind));
            }
            byte[] bytes = content.readNBytes((int) length);
            if (bytes.length < length) {
                throw new IOException("'%s' ends early".formatted(name));
            }
            if (parts.put(file, MappedBytes.of(bytes)) != null) {
                throw new FormatException("'%s' has two files '%s'. Check the archive.".formatted(path, file));
            }
        } else if (kind.nameFiles().contains(file)) {
            texts.put(file, text(content, name));
        } else if (!isOf(file)) {
            unused.add(name);
        }
    }

    private boolean isOf(String file) {
        return kind.files(true).contains(file)
                || kind.files(false).contains(file)
                || kind.nameFiles().contains(file);
    }

    private String text(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_NAME_BYTES + 1);
        if (bytes.length > MAX_NAME_BYTES) {
            throw new FormatException(
                    "'%s' in '%s' has more than %,d bytes, too many for names of classes. Check the file."
                            .formatted(name, path, MAX_NAME_BYTES));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The files of the part in their order. */
    List<MappedBytes> whole() {
        List<String> missing = kind.files(isTraining).stream()
                .filter(name -> !parts.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new FormatException("'%s' lacks %s of the binary version of %s. Give the folder '%s' or its archive."
                    .formatted(path, String.join(", ", missing), kind, kind.folder()));
        }
        parts.forEach((name, bytes) -> {
            if (bytes.size() == 0 || bytes.size() % kind.recordBytes() != 0) {
                throw new FormatException(
                        "'%s' in '%s' has %,d bytes, which are no whole records of %,d. The file was cut short; copy it again."
                                .formatted(name, path, bytes.size(), kind.recordBytes()));
            }
        });
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
        String file = kind.nameFiles().get(label);
        String text = texts.get(file);
        if (text == null) {
            return kind.standardNames(label);
        }
        List<String> names =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (names.size() != kind.classes(label)) {
            throw new FormatException(
                    "'%s' in '%s' names %d classes, and %s has %d. Copy it again, or remove it to use the usual names."
                            .formatted(file, path, names.size(), kind, kind.classes(label)));
        }
        return names;
    }
}
