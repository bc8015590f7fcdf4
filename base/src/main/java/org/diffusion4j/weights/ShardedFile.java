// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import static org.diffusion4j.error.FormatException.shown;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.TensorFile;

/**
 * Weights in several files, with an index of which tensor lies where. Every tensor that the index lists must lie in exactly
 * the file it says, no file may hold another one, and all files lie beside the index.
 */
public final class ShardedFile implements TensorFile {
    private final String file;
    private final List<TensorFile> shards = new ArrayList<>();
    private final Map<String, TensorFile> places = new HashMap<>();
    private final Map<String, NamedArray> arrays = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private ShardedFile(Path path, ShardIndex index) {
        file = path.toString();
        try {
            for (String name : index.shards()) {
                TensorFile shard = TensorFiles.openOne(path.resolveSibling(name));
                shards.add(shard);
                shard.metadata().forEach(metadata::putIfAbsent);
                for (NamedArray array : shard.arrays().values()) {
                    if (!name.equals(index.files().get(array.name()))) {
                        throw ShardIndex.invalid(
                                file,
                                "%s holds %s, and the index does not place it there"
                                        .formatted(shown(name), shown(array.name())));
                    }
                    arrays.put(array.name(), array);
                    places.put(array.name(), shard);
                }
            }
            index.files().forEach((tensor, name) -> {
                if (!arrays.containsKey(tensor)) {
                    throw ShardIndex.invalid(
                            file, "%s lacks %s, which the index places there".formatted(shown(name), shown(tensor)));
                }
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the index and all files that it names.
     *
     * @throws org.diffusion4j.error.FormatException if one of them is damaged, or they do not fit together
     * @throws StorageException if one of them cannot be read
     */
    public static ShardedFile open(Path index) {
        return new ShardedFile(index, ShardIndex.read(index));
    }

    @Override
    public String name() {
        return file;
    }

    @Override
    public String description() {
        return "%d shards of %s".formatted(shards.size(), shards.get(0).description());
    }

    /** The metadata of all files; where two differ, that of the first. */
    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** All tensors, file by file. */
    @Override
    public Map<String, NamedArray> arrays() {
        return Collections.unmodifiableMap(arrays);
    }

    @Override
    public ByteBuffer bytes(String name) {
        return shard(name).bytes(name);
    }

    @Override
    public void read(String name, ByteBuffer to) {
        shard(name).read(name, to);
    }

    private TensorFile shard(String name) {
        array(name);
        TensorFile shard = places.get(name);
        if (shard == null) {
            throw new IllegalStateException("every tensor has its file");
        }
        return shard;
    }

    /** Closes all files. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (TensorFile shard : shards) {
            try {
                shard.close();
            } catch (StorageException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
