// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.NpyWriter;
import org.diffusion4j.image.Skipped;
import org.diffusion4j.run.FileLayer;

/** Writes the files of an {@link ArrayFile}. */
final class ArrayWriting {
    private static final String ENDING = ".npy";

    private final Path file;
    private final Path labels;
    private final Path recipe;
    private final Path raw;
    private final FileLayer disk = FileLayer.disk();

    ArrayWriting(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(ENDING) || name.length() == ENDING.length()) {
            throw new ConfigException(
                    "'%s' is no name for an array: it ends with .npy. For example pictures.npy.".formatted(file));
        }
        String stem = name.substring(0, name.length() - ENDING.length());
        this.file = file;
        this.labels = file.resolveSibling(stem + ".labels.npy");
        this.recipe = file.resolveSibling(stem + ".yaml");
        this.raw = file.resolveSibling("." + name + ".raw");
        for (Path path : List.of(file, labels, recipe)) {
            if (Files.exists(path)) {
                throw new ConfigException(
                        "'%s' is there already, and nothing is written over. Choose another name, or remove it."
                                .formatted(path));
            }
        }
    }

    /** The data block of a recipe, alone in its file. */
    private record DataFile(DataConfig data) {}

    ArrayFile of(DataConfig config, ArrayFile.Watcher watcher) {
        DataConfig unkept = config instanceof FolderConfig folder ? folder.withKeep(false) : config;
        if (!(unkept.create(0) instanceof PictureSource source)) {
            throw new ConfigException(
                    "these data are no pictures, and only pictures are written as an array. Name a folder, an array, CIFAR or emoji.");
        }
        List<Skipped> skipped = new ArrayList<>(source.skipped());
        try {
            disk.createFolders(Objects.requireNonNull(file.toAbsolutePath().getParent())); // a name was asked for
            List<Integer> whole = unpack(source, skipped, watcher);
            write(source, whole);
            Optional<Path> labelFile = writeLabels(source, whole);
            NpyConfig back = new NpyConfig(
                    file,
                    Optional.empty(),
                    PixelLayout.HWC,
                    Optional.empty(),
                    labelFile,
                    Optional.empty(),
                    source.classes(),
                    false,
                    List.of(),
                    LabelNumbers.KEEP,
                    Split.TRAIN,
                    0,
                    false,
                    false,
                    0);
            String yaml = RecipeWriter.yaml(DataFile.class, new DataFile(back));
            disk.replace(recipe, ByteContent.of(() -> ByteBuffer.wrap(yaml.getBytes(StandardCharsets.UTF_8))));
            return new ArrayFile(file, labelFile, recipe, whole.size(), skipped);
        } catch (IOException e) {
            throw new StorageException(
                    "'%s' cannot be written (%s). Check the space and your rights there, or choose another path."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }

    /** How many pictures are whole is known only after all were read, and an array begins with their number. */
    private List<Integer> unpack(PictureSource source, List<Skipped> skipped, ArrayFile.Watcher watcher)
            throws IOException {
        List<Integer> whole = new ArrayList<>();
        try (WritableByteChannel out = disk.create(raw)) {
            for (int item = 0; item < source.size(); item++) {
                try {
                    ByteBuffer samples = ByteBuffer.wrap(source.picture(item).samples());
                    while (samples.hasRemaining()) {
                        out.write(samples);
                    }
                    whole.add(item);
                } catch (FormatException e) {
                    skipped.add(new Skipped("picture " + item, String.valueOf(e.getMessage())));
                }
                watcher.onPicture(item + 1, source.size());
            }
        } catch (IOException | RuntimeException e) {
            disk.delete(raw);
            throw e;
        }
        if (whole.isEmpty()) {
            disk.delete(raw);
            throw new FormatException("none of the pictures can be used; the first: %s".formatted(skipped.get(0)));
        }
        return whole;
    }

    private void write(PictureSource source, List<Integer> whole) throws IOException {
        long[] item = source.itemShape();
        long[] shape = {whole.size(), item[1], item[2], item[0]};
        try (FileChannel in = FileChannel.open(raw, StandardOpenOption.READ)) {
            ByteContent content = out -> {
                for (long done = 0; done < in.size(); ) {
                    done += in.transferTo(done, in.size() - done, out);
                }
            };
            disk.replace(file, new NpyWriter(new NamedArray("pictures", DType.U8, list(shape), content))::writeTo);
        } finally {
            disk.delete(raw);
        }
    }

    private Optional<Path> writeLabels(PictureSource source, List<Integer> whole) throws IOException {
        if (source.contextSize() == 0) {
            return Optional.empty();
        }
        NamedArray array = source.hasVectors() ? vectors(source, whole) : numbers(source, whole);
        disk.replace(labels, new NpyWriter(array)::writeTo);
        return Optional.of(labels);
    }

    private static NamedArray numbers(PictureSource source, List<Integer> whole) {
        ByteBuffer bytes = ByteBuffer.allocate(whole.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        whole.forEach(item -> bytes.putInt(source.label(item)));
        return NamedArray.of("labels", DType.I32, new long[] {whole.size()}, bytes::flip);
    }

    private static NamedArray vectors(PictureSource source, List<Integer> whole) {
        int size = source.contextSize();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(whole.size() * Float.BYTES, size))
                .order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[size];
        for (int item : whole) {
            source.context(item, vector, 0);
            for (float value : vector) {
                bytes.putFloat(value);
            }
        }
        return NamedArray.of("labels", DType.F32, new long[] {whole.size(), size}, bytes::flip);
    }

    private static List<Long> list(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
