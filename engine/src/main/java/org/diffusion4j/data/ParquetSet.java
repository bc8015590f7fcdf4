// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.image.Skipped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of Parquet files, read once into memory; rows that cannot be used are left out and told.
 *
 * @param path a file, or a folder of files
 * @param prefix of the names of those used in a folder
 * @param names of the classes, by number; those of the files if empty
 */
record ParquetSet(Path path, Optional<String> prefix, List<String> names, Shaping shaping) {
    private static final Logger LOG = LoggerFactory.getLogger(ParquetSet.class);

    /** Beyond this many rows, numbers of items do not fit. */
    private static final long MOST_ROWS = 100_000_000;

    PictureSet read(Optional<String> picture, Optional<String> label) {
        try (PictureTable table = PictureTables.ofProgram().open(files(), picture, label)) {
            if (table.rows() < 1 || table.rows() > MOST_ROWS) {
                throw new FormatException("'%s' has %,d rows, and 1 to %,d can be read. Give another part of the set."
                        .formatted(path, table.rows(), MOST_ROWS));
            }
            return new Reading((int) table.rows(), table.hasLabels()).of(table);
        }
    }

    /** In the order of their names, which is that of the parts of a set. */
    private List<Path> files() {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> parts = all.filter(file -> isPart(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
            if (parts.isEmpty()) {
                throw new FormatException(
                        "the folder '%s' has no .parquet file%s. Name a folder that has one, or a file."
                                .formatted(
                                        path,
                                        prefix.map(word -> " whose name begins with " + word)
                                                .orElse("")));
            }
            return parts;
        } catch (IOException e) {
            throw new StorageException(
                    "the folder '%s' cannot be read (%s). Check that it exists and that you may read it."
                            .formatted(path, StorageException.reason(e)),
                    e);
        }
    }

    private boolean isPart(String name) {
        return name.endsWith(".parquet") && prefix.map(name::startsWith).orElse(true);
    }

    /** What has been read of a table. */
    private final class Reading {
        private final byte[] all;
        private final int each;
        private final BitSet whole = new BitSet();
        private final List<String> labels = new ArrayList<>();
        private final List<Skipped> skipped = new ArrayList<>();
        private final int rows;
        private final boolean hasLabels;

        Reading(int rows, boolean hasLabels) {
            this.rows = rows;
            this.hasLabels = hasLabels;
            each = shaping.color().channels() * shaping.width() * shaping.height();
            all = HeapPictures.room(rows, each);
        }

        PictureSet of(PictureTable table) {
            table.each(this::take);
            if (whole.isEmpty()) {
                throw new FormatException("none of the %d pictures in '%s' can be used; the first: %s"
                        .formatted(rows, path, skipped.get(0)));
            }
            if (!skipped.isEmpty()) {
                LOG.warn(
                        "{} of {} pictures in {} were left out; 'd4j data info' lists them.",
                        skipped.size(),
                        rows,
                        path);
            }
            HeapPictures pictures =
                    HeapPictures.of(rows, shaping.color().channels(), shaping.height(), shaping.width(), all);
            PictureSet set = PictureSet.of(pictures, itemLabels(table.classes()), skipped);
            return skipped.isEmpty() ? set : set.only(whole.stream().toArray());
        }

        private void take(long number, Optional<byte[]> file, Optional<String> label) {
            int row = Math.toIntExact(number);
            labels.add(label.orElse(""));
            String name = "row " + row;
            if (file.isEmpty() || (hasLabels && label.isEmpty())) {
                skipped.add(new Skipped(name, file.isEmpty() ? "it has no picture" : "it has no label"));
                return;
            }
            try {
                Picture picture = shaping.of(PictureReader.STANDARD.decode(file.get(), name));
                System.arraycopy(picture.samples(), 0, all, row * each, each);
                whole.set(row);
            } catch (FormatException | ShapeException e) {
                skipped.add(new Skipped(name, reason(e)));
            }
        }

        private static String reason(DiffusionException e) {
            return String.valueOf(e.getMessage());
        }

        /** Numbers as they are; names in the order of the alphabet. A row that was left out counts as the first class. */
        private ItemLabels itemLabels(List<String> ofFiles) {
            if (!hasLabels) {
                return ItemLabels.NONE;
            }
            List<String> known = names.isEmpty() ? ofFiles : names;
            List<String> used = IntStream.range(0, rows)
                    .filter(whole::get)
                    .mapToObj(labels::get)
                    .toList();
            boolean isNumbered = used.stream().allMatch(word -> word.matches("\\d{1,9}"));
            if (!isNumbered) {
                List<String> sorted = known.isEmpty() ? List.copyOf(new TreeSet<>(used)) : known;
                return new ItemLabels(sorted, numbers(word -> sorted.indexOf(word)));
            }
            int most = used.stream().mapToInt(Integer::parseInt).max().orElse(0);
            List<String> classes = known.isEmpty()
                    ? IntStream.rangeClosed(0, Math.min(most, rows))
                            .mapToObj(String::valueOf)
                            .toList()
                    : known;
            return new ItemLabels(classes, numbers(Integer::parseInt));
        }

        private int[] numbers(java.util.function.ToIntFunction<String> number) {
            return IntStream.range(0, rows)
                    .map(row -> whole.get(row) ? number.applyAsInt(labels.get(row)) : 0)
                    .toArray();
        }
    }
}
