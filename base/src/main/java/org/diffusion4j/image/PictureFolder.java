// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * The pictures below a folder, found by name and not opened. Each sub-folder that has pictures, at any depth, is a class
 * of its name; a folder without such sub-folders is a set without classes. The order is that of the names, on every
 * system the same.
 *
 * @param root the folder
 * @param classes names of the sub-folders; empty where there are none
 * @param entries the pictures
 * @param skipped what else was there
 */
public record PictureFolder(Path root, List<String> classes, List<Entry> entries, List<Skipped> skipped) {
    /** The most files that are looked at. */
    public static final int MAX_FILES = 10_000_000;

    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp");

    /** Copies the lists. */
    public PictureFolder {
        classes = List.copyOf(classes);
        entries = List.copyOf(entries);
        skipped = List.copyOf(skipped);
    }

    /**
     * A picture file.
     *
     * @param label index into classes; 0 where there are none
     */
    public record Entry(Path file, int label) {}

    /**
     * Looks through a folder.
     *
     * @throws StorageException if it cannot be read
     * @throws FormatException if there is no picture in it
     */
    public static PictureFolder scan(Path root) {
        try {
            return new Scan(root).result();
        } catch (IOException e) {
            throw new StorageException(
                    "the folder '%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(root, StorageException.reason(e)),
                    e);
        }
    }

    /** One look through a folder. */
    private static final class Scan {
        private final Path root;
        private final List<String> classes = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Skipped> skipped = new ArrayList<>();
        private int seen;

        Scan(Path root) {
            this.root = root;
        }

        PictureFolder result() throws IOException {
            List<Path> beside = new ArrayList<>();
            for (Path path : sorted(root)) {
                if (!Files.isDirectory(path)) {
                    beside.add(path);
                    continue;
                }
                int before = entries.size();
                collect(path, classes.size());
                if (entries.size() > before) {
                    classes.add(String.valueOf(path.getFileName()));
                } else {
                    skip(path, "no picture in this folder");
                }
            }
            for (Path file : beside) {
                if (classes.isEmpty()) {
                    take(file, 0);
                } else {
                    skip(file, "it lies beside the folders of the classes");
                }
            }
            if (entries.isEmpty()) {
                throw new FormatException(
                        "there is no picture in the folder '%s' (%d other files); a picture ends with %s. Check the path."
                                .formatted(root, skipped.size(), String.join(", ", ENDINGS)));
            }
            return new PictureFolder(root, classes, entries, skipped);
        }

        private void collect(Path folder, int label) throws IOException {
            for (Path path : sorted(folder)) {
                if (!Files.isDirectory(path)) {
                    take(path, label);
                } else if (Files.isSymbolicLink(path)) {
                    skip(path, "a link to a folder could lead in a circle");
                } else {
                    collect(path, label);
                }
            }
        }

        private void take(Path file, int label) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (name.startsWith(".")) {
                skip(file, "it is hidden");
            } else if (ENDINGS.stream().noneMatch(name::endsWith)) {
                skip(file, "its name does not end like that of a picture");
            } else {
                entries.add(new Entry(file, label));
            }
        }

        private void skip(Path path, String reason) {
            skipped.add(new Skipped(root.relativize(path).toString(), reason));
        }

        private List<Path> sorted(Path folder) throws IOException {
            try (Stream<Path> all = Files.list(folder)) {
                List<Path> sorted = all.sorted((a, b) -> a.toString().compareTo(b.toString()))
                        .toList();
                seen += sorted.size();
                if (seen > MAX_FILES) {
                    throw new FormatException(
                            "there are more than %,d files in the folder '%s'. Divide it into several sets."
                                    .formatted(MAX_FILES, root));
                }
                return sorted;
            }
        }
    }
}
