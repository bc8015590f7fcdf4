// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.run.FileLayer;

/**
 * Writes weights into one file or into shards. A file shows its name only when it is whole, and an index only when all its
 * files are; arrays are asked for their bytes one after another.
 *
 * @param metadata free text for safetensors; PyTorch's own form has no place for it
 * @param arrays in the order in which shards are filled
 * @param files where to write
 */
public record WeightsWriter(Map<String, String> metadata, Collection<NamedArray> arrays, FileLayer files) {
    /** Copies the collections. */
    public WeightsWriter {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        arrays = List.copyOf(arrays);
    }

    /**
     * Writes one file, in the form that its name asks for.
     *
     * @param file with the ending {@code .safetensors}, or {@code .pth}, {@code .pt}, {@code .bin} for PyTorch's own form
     * @throws ConfigException if the ending is another one
     * @throws StorageException if it cannot be written
     */
    public void write(Path file) {
        replace(file, content(file.toString(), arrays));
    }

    /**
     * Writes shards of safetensors with their index, or a single file if everything fits into one. A shard is closed before a
     * tensor would make it too large; a tensor that is larger by itself gets its own.
     *
     * @param folder where the files go; made if it is missing
     * @param name what they are called, such as {@code diffusion_pytorch_model}
     * @param maxShardBytes bytes of the tensors in a shard
     * @return the files, the index last
     * @throws StorageException if they cannot be written; those that were are then removed
     */
    public List<Path> writeShards(Path folder, String name, long maxShardBytes) {
        List<List<NamedArray>> shards = split(maxShardBytes);
        List<Path> written = new ArrayList<>();
        if (!files.exists(folder)) {
            written.add(folder);
        }
        try {
            createFolder(folder);
            if (shards.size() == 1) {
                Path file = folder.resolve(name + TensorFiles.SAFETENSORS);
                write(file);
                return List.of(file);
            }
            Map<String, String> places = new TreeMap<>();
            for (int i = 0; i < shards.size(); i++) {
                String shard = "%s-%05d-of-%05d%s".formatted(name, i + 1, shards.size(), TensorFiles.SAFETENSORS);
                shards.get(i).forEach(array -> places.put(array.name(), shard));
                Path file = folder.resolve(shard);
                replace(file, content(shard, shards.get(i)));
                written.add(file);
            }
            long total = arrays.stream().mapToLong(NamedArray::byteCount).sum();
            byte[] index = new ShardIndex(places).json(total).getBytes(StandardCharsets.UTF_8);
            Path file = folder.resolve(name + TensorFiles.SAFETENSORS + ShardIndex.SUFFIX);
            replace(file, ByteContent.of(() -> ByteBuffer.wrap(index)));
            written.add(file);
            written.remove(folder);
            return written;
        } catch (RuntimeException e) {
            remove(written, e);
            throw e;
        }
    }

    private List<List<NamedArray>> split(long maxShardBytes) {
        if (maxShardBytes < 1) {
            throw new ConfigException(
                    "maxShardBytes must be at least 1 but was %d. 10 GB is usual.".formatted(maxShardBytes));
        }
        List<List<NamedArray>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long size = 0;
        for (NamedArray array : arrays) {
            List<NamedArray> last = shards.get(shards.size() - 1);
            if (!last.isEmpty() && array.byteCount() > maxShardBytes - size) {
                last = new ArrayList<>();
                shards.add(last);
                size = 0;
            }
            last.add(array);
            size += array.byteCount();
        }
        return shards;
    }

    private ByteContent content(String file, Collection<NamedArray> part) {
        if (file.endsWith(TensorFiles.SAFETENSORS)) {
            return new SafeTensorsWriter(metadata, part)::writeTo;
        }
        if (TensorFiles.PYTORCH.stream().anyMatch(file::endsWith)) {
            return new StateDictWriter(part)::writeTo;
        }
        throw new ConfigException("the name '%s' does not say in which form to write. End it with %s or %s."
                .formatted(file, TensorFiles.SAFETENSORS, String.join(", ", TensorFiles.PYTORCH)));
    }

    private void createFolder(Path folder) {
        try {
            files.createFolders(folder);
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    private void replace(Path file, ByteContent content) {
        try {
            files.replace(file, content);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static StorageException cannotWrite(Path path, IOException e) {
        return new StorageException(
                "%s cannot be written (%s). Make the folder writable, free some space, or choose another place."
                        .formatted(path, StorageException.reason(e)),
                e);
    }

    private void remove(List<Path> written, RuntimeException cause) {
        Collections.reverse(written); // a folder after what is in it
        for (Path path : written) {
            try {
                files.delete(path);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
