// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.format.Npy;
import org.diffusion4j.format.Npz;

/** Puts pictures and labels of NumPy files together. */
final class NpySet {
    private static final int MOST_CLASSES = 100_000;
    private static final int MOST_NUMBERS = 1 << 28;

    private NpySet() {}

    static PictureSet open(NpyConfig config) {
        NpyPictures pictures =
                new NpyPictures(array(config.path(), config.array(), "array"), config.layout(), config.range());
        if (config.labelPath().isEmpty() && config.labelArray().isEmpty()) {
            return new PictureSet(pictures, ItemLabels.NONE, Optional.empty(), List.of());
        }
        Npy labels = array(config.labelPath().orElse(config.path()), config.labelArray(), "labelArray");
        if (labels.elements() > MOST_NUMBERS) {
            throw new ShapeException(
                    "'%s' has %,d numbers, and at most %,d labels are read. Name the file with the labels."
                            .formatted(labels.name(), labels.elements(), MOST_NUMBERS));
        }
        return switch (labels.shape().size()) {
            case 1 -> PictureSet.of(pictures, numbers(labels, config), List.of());
            case 2 -> vectors(pictures, labels, config);
            default ->
                throw new ShapeException(
                        "'%s' has the shape %s, and labels have (N) or (N, K). Save them in such a shape."
                                .formatted(labels.name(), labels.shape()));
        };
    }

    private static Npy array(Path path, Optional<String> name, String key) {
        if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".npz")) {
            if (name.isPresent()) {
                throw new ConfigException("%s is '%s', and '%s' is no .npz archive with names in it. Leave it out."
                        .formatted(key, name.get(), path));
            }
            return Npy.open(path);
        }
        try (Npz archive = Npz.open(path)) {
            if (archive.names().isEmpty()) {
                throw new FormatException("'%s' has no arrays in it. Save it again with numpy.savez.".formatted(path));
            }
            if (name.isEmpty() && archive.names().size() != 1) {
                throw new ConfigException("%s is missing, and '%s' has %d arrays: %s. Name one."
                        .formatted(key, path, archive.names().size(), String.join(", ", archive.names())));
            }
            return archive.read(name.orElseGet(() -> archive.names().get(0)));
        }
    }

    private static ItemLabels numbers(Npy labels, NpyConfig config) {
        long[] values = new long[(int) labels.elements()];
        labels.longs(0, values, 0, values.length);
        int[] numbers = new int[values.length];
        int most = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0 || values[i] >= MOST_CLASSES) {
                throw new FormatException("label %d of '%s' is %d, and labels lie in 0 to %d. Correct it."
                        .formatted(i, labels.name(), values[i], MOST_CLASSES - 1));
            }
            numbers[i] = (int) values[i];
            most = Math.max(most, numbers[i]);
        }
        return new ItemLabels(names(config, most + 1), numbers);
    }

    /** Vectors that are one-hot count classes; others are told to the network as they are. */
    private static PictureSet vectors(NpyPictures pictures, Npy labels, NpyConfig config) {
        int size = Math.toIntExact(labels.shape().get(1));
        if (size == 0) {
            throw new ShapeException("'%s' has vectors of no numbers. Leave labelPath out.".formatted(labels.name()));
        }
        float[] values = new float[(int) labels.elements()];
        labels.floats(0, values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new FormatException(
                        "row %d of '%s' holds %s, and a context is told in finite numbers. Correct it."
                                .formatted(i / size, labels.name(), values[i]));
            }
        }
        Contexts contexts = new Contexts(size, values);
        int[] ones = contexts.ones();
        ItemLabels classes = ones.length == 0 ? ItemLabels.NONE : new ItemLabels(names(config, size), ones);
        return new PictureSet(
                pictures, classes, Optional.of(config.nullContext() ? contexts.zeros() : contexts), List.of());
    }

    private static List<String> names(NpyConfig config, int classes) {
        if (config.names().isEmpty()) {
            return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
        }
        if (config.names().size() < classes) {
            throw new ConfigException("names has %d classes, and the labels count %d. Name all of them, or none."
                    .formatted(config.names().size(), classes));
        }
        return config.names();
    }
}
