// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.run.FileLayer;

/**
 * Weights from one form into another, tensor by tensor. What is there already is never written over, so the input cannot be
 * lost.
 *
 * @param from any weights that {@link TensorFiles} opens
 * @param to a new file whose name says its form; with {@code maxShardBytes} a folder
 * @param key the top-level key under which tensors are read, where a file of {@code torch.save} holds several models
 * @param type how floating-point weights are stored; as they are where nothing is chosen
 * @param maxShardBytes bytes of the tensors in one file of the folder
 */
public record Conversion(
        Path from, Path to, Optional<String> key, Optional<FloatType> type, Optional<Long> maxShardBytes) {
    /** What files in a folder are called where nobody says otherwise. */
    private static final String SHARD_NAME = "model";

    /**
     * What was done.
     *
     * @param source what the input was, in a few words
     * @param tensors number of tensors
     * @param byteCount their bytes, as written
     * @param kept how many tensors of each type stayed as they were although a type was chosen
     * @param written the new files
     */
    public record Result(String source, int tensors, long byteCount, Map<DType, Long> kept, List<Path> written) {}

    /**
     * Converts.
     *
     * @throws ConfigException if {@code to} exists, or its name says no form
     * @throws org.diffusion4j.error.FormatException if the input is damaged, or a number is too large for the type
     * @throws org.diffusion4j.error.StorageException if something cannot be read or written
     */
    public Result run(FileLayer files) {
        if (files.exists(to)) {
            throw new ConfigException(
                    "%s exists already, and nothing is written over. Remove it, or choose another name.".formatted(to));
        }
        try (TensorFile source = TensorFiles.open(from, key)) {
            List<NamedArray> arrays = source.arrays().values().stream()
                    .map(array -> type.map(chosen -> chosen.of(array)).orElse(array))
                    .toList();
            WeightsWriter writer = new WeightsWriter(metadata(source), arrays, files);
            List<Path> written;
            if (maxShardBytes.isPresent()) {
                written = writer.writeShards(to, SHARD_NAME, maxShardBytes.get());
            } else {
                writer.write(to);
                written = List.of(to);
            }
            long byteCount = arrays.stream().mapToLong(NamedArray::byteCount).sum();
            return new Result(source.description(), arrays.size(), byteCount, kept(arrays), written);
        }
    }

    private Map<DType, Long> kept(List<NamedArray> arrays) {
        return type.isEmpty()
                ? Map.of()
                : arrays.stream()
                        .map(NamedArray::dtype)
                        .filter(dtype -> !FloatType.converts(dtype))
                        .collect(Collectors.groupingBy(dtype -> dtype, TreeMap::new, Collectors.counting()));
    }

    /** The reader of the format's home wants to know that arrays are laid out as PyTorch does. */
    private static Map<String, String> metadata(TensorFile source) {
        Map<String, String> metadata = new LinkedHashMap<>(source.metadata());
        metadata.putIfAbsent("format", "pt");
        return metadata;
    }
}
