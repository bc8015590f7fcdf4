// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorFile;

/** Opens weights in any form that this project reads; the content of a file says what it is, not its name. */
public final class TensorFiles {
    static final String SAFETENSORS = ".safetensors";
    static final List<String> PYTORCH = List.of(".pth", ".pt", ".bin");

    /** A word before the ending, as in model.fp16.safetensors, says that there is a plain file elsewhere. */
    private static final Pattern VARIANT = Pattern.compile(
            ".*\\.[A-Za-z0-9_]+\\.(safetensors|pth?|bin)(\\.index\\.json)?|.*\\.index\\.[A-Za-z0-9_]+\\.json");

    /** One of several files that an index belongs to. */
    private static final Pattern SHARD = Pattern.compile(".*-[0-9]{5}-of-[0-9]{5}\\..*");

    private TensorFiles() {}

    /** As {@link #open(Path, Optional)}, without choosing a key. */
    public static TensorFile open(Path path) {
        return open(path, Optional.empty());
    }

    /**
     * Opens a safetensors file, a file of {@code torch.save}, an index of shards, or a folder that holds one of these.
     *
     * @param key the top-level key under which tensors are read, where a file of {@code torch.save} holds several models
     * @throws ConfigException if there is no such file, a folder holds several, or the key has no place
     * @throws FormatException if a file is damaged
     * @throws StorageException if a file cannot be read, or a folder holds none
     */
    public static TensorFile open(Path path, Optional<String> key) {
        if (!Files.exists(path)) {
            throw nothing(path);
        }
        Path file = Files.isDirectory(path) ? inFolder(path).orElseThrow(() -> noneIn(path)) : path;
        boolean isIndex = ShardIndex.isOne(file.toString());
        if (!isIndex && isTorch(file)) {
            return StateDictFile.open(file, key);
        }
        if (key.isPresent()) {
            throw new ConfigException(
                    "%s has no keys to choose from, so '%s' has no place. Leave --key out.".formatted(file, key.get()));
        }
        return isIndex ? ShardedFile.open(file) : SafeTensors.open(file);
    }

    /** The error of a path at which there is nothing. */
    static ConfigException nothing(Path path) {
        return new ConfigException(
                "there is no file or folder %s. Give a file of weights, or a folder that holds some.".formatted(path));
    }

    /** The error of a folder without weights; a model in parts has them one folder further down. */
    private static StorageException noneIn(Path folder) {
        List<String> below = list(folder).stream()
                .filter(Files::isDirectory)
                .filter(part -> names(part).stream().anyMatch(TensorFiles::isWeights))
                .map(Path::toString)
                .toList();
        return new StorageException(
                below.isEmpty()
                        ? "the folder %s holds no weights. Put a .safetensors, .pth, .pt or .bin file into it, or give another folder."
                                .formatted(folder)
                        : "the folder %s holds no weights itself, but there are some in %s. Give a folder that holds them."
                                .formatted(folder, String.join(", ", below)));
    }

    private static boolean isWeights(String name) {
        return name.endsWith(SAFETENSORS) || PYTORCH.stream().anyMatch(name::endsWith);
    }

    /** Opens a file that is no index. */
    static TensorFile openOne(Path file) {
        return isTorch(file) ? StateDictFile.open(file) : SafeTensors.open(file);
    }

    /**
     * The one file of a folder that stands for all weights in it: safetensors before PyTorch, an index before its files, and
     * {@code model.safetensors} before a variant such as {@code model.fp16.safetensors}.
     *
     * @throws ConfigException if there are several
     */
    public static Optional<Path> inFolder(Path folder) {
        List<String> all = names(folder);
        boolean isSharded = all.stream().anyMatch(ShardIndex::isOne);
        List<String> names = all.stream()
                .filter(name -> !isSharded || !SHARD.matcher(name).matches())
                .toList();
        Predicate<String> isPlain = name -> !VARIANT.matcher(name).matches();
        List<Predicate<String>> ofTensors = List.of(
                name -> ShardIndex.isOne(name) && name.contains(SAFETENSORS), name -> name.endsWith(SAFETENSORS));
        List<Predicate<String>> ofTorch = List.of(
                name -> ShardIndex.isOne(name) && name.contains(".bin."),
                name -> PYTORCH.stream().anyMatch(name::endsWith));
        List<Predicate<String>> inOrder = Stream.of(ofTensors, ofTorch)
                .flatMap(kinds -> Stream.concat(kinds.stream().map(isPlain::and), kinds.stream()))
                .toList();
        for (Predicate<String> kind : inOrder) {
            List<String> chosen = names.stream().filter(kind).toList();
            if (chosen.size() == 1) {
                return Optional.of(folder.resolve(chosen.get(0)));
            }
            if (chosen.size() > 1) {
                throw new ConfigException("the folder %s holds %d files of weights: %s. Give one of them."
                        .formatted(folder, chosen.size(), String.join(", ", chosen)));
            }
        }
        return Optional.empty();
    }

    private static List<String> names(Path folder) {
        return list(folder).stream()
                .filter(Files::isRegularFile)
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new StorageException(
                    "the folder %s cannot be listed (%s). Make it readable, or give one of its files."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
    }

    /** What begins like neither form is refused as the one that its name promises. */
    private static boolean isTorch(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer begin = ByteBuffer.allocate(Long.BYTES + 1);
            channel.read(begin, 0);
            if (StateDictFile.isBegin(begin.flip())) {
                return true;
            }
            String name = file.toString();
            if (SafeTensors.isBegin(begin) || name.endsWith(SAFETENSORS)) {
                return false; // what else may be wrong with it, its own reader says
            }
            String what = channel.size() == 0 ? "it is empty" : "it begins like neither a zip archive nor a pickle";
            if (PYTORCH.stream().anyMatch(name::endsWith)) {
                throw StateDictFile.invalid(file.toString(), what);
            }
            throw new FormatException(
                    "%s holds no weights that can be read: %s. Give a .safetensors, .pth, .pt or .bin file, or an index of shards."
                            .formatted(file, channel.size() == 0 ? what : what + ", nor like safetensors"));
        } catch (IOException e) {
            throw new StorageException(
                    "%s cannot be read (%s). Give the path of a readable file of weights."
                            .formatted(file, StorageException.reason(e)),
                    e);
        }
    }
}
