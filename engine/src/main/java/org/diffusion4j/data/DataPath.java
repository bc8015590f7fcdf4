// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.cifar.CifarKind;
import org.diffusion4j.cifar.CifarPart;
import org.diffusion4j.config.Names;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.image.PictureFormat;

/** Finds out what kind of data a path holds, so that nobody needs to write a recipe to look at it. */
public final class DataPath {
    /** Sets that need no file, by name. */
    public static final List<String> NAMES = List.of("emoji", "spiral");

    private static final Set<String> ARCHIVES = Set.of("gz", "tgz", "tar", "zip");

    /** The data block of a recipe, alone in its file. */
    private record DataFile(DataConfig data) {}

    private DataPath() {}

    /**
     * The data of a name or a path: a folder or archive of CIFAR, a folder of pictures, a .npy or .npz array, a picture
     * with tiles beside a CSV table of its name, a Parquet file or a folder of them, or a YAML file with a data block.
     *
     * @param settings such as {@code size=64}: any key of the data block of a recipe
     * @throws ConfigException if there is no such name or path, or a setting is wrong
     * @throws FormatException if nothing of the kind is there
     */
    public static DataConfig of(String nameOrPath, String... settings) {
        RecipeSource source = source(nameOrPath);
        List<String> overrides =
                Stream.of(settings).map(setting -> "data." + setting.strip()).toList();
        return RecipeReader.read(DataFile.class, source, overrides).data();
    }

    private static RecipeSource source(String nameOrPath) {
        if (NAMES.contains(nameOrPath)) {
            return RecipeSource.ofText(nameOrPath, "data: " + nameOrPath);
        }
        Path path = Path.of(nameOrPath);
        if (!Files.exists(path)) {
            throw new ConfigException("there is no data set and no file '%s'. %s A file or folder is named by its path."
                    .formatted(nameOrPath, Names.advice(nameOrPath, NAMES)));
        }
        if (ending(path).equals("yaml") || ending(path).equals("yml")) {
            return RecipeSource.ofFile(path);
        }
        return RecipeSource.ofText(nameOrPath, "data: {%s}".formatted(keys(path)));
    }

    /** The keys that the path itself decides, in the order of likelihood of what else it could be. */
    private static String keys(Path path) {
        for (CifarKind kind : CifarKind.values()) {
            if (CifarPart.isAt(kind, path)) {
                return "kind: %s, path: %s".formatted(kind.name().toLowerCase(Locale.ROOT), quoted(path));
            }
        }
        if (ending(path).equals("parquet") || hasParquet(path)) {
            return "kind: parquet, path: " + quoted(path);
        }
        if (Files.isDirectory(path)) {
            return "kind: folder, path: " + quoted(path);
        }
        if (ending(path).equals("npy") || ending(path).equals("npz")) {
            String labels = beside(path, "_labels.npy", ".labels.npy")
                    .map(found -> ", labelPath: " + quoted(found))
                    .orElse("");
            return "kind: npy, path: " + quoted(path) + labels;
        }
        Optional<Path> table = beside(path, ".csv");
        if (table.isPresent()) {
            return "kind: sheet, path: %s, table: %s".formatted(quoted(path), quoted(table.get()));
        }
        if (ARCHIVES.contains(ending(path))) {
            throw new FormatException(
                    "'%s' is an archive, and of those the ones of CIFAR are read, by their names: %s. Give it such a name, or unpack it and give the folder."
                            .formatted(
                                    path,
                                    Stream.of(CifarKind.values())
                                            .flatMap(kind -> kind.archives().stream())
                                            .collect(Collectors.joining(", "))));
        }
        throw new FormatException(
                "'%s' is no data set: those are folders of pictures, CIFAR, .npy and .npz arrays, .parquet files, and a picture with tiles beside a .csv table of its name (%s). Name one of these, or put a single picture into a folder."
                        .formatted(path, PictureFormat.all()));
    }

    /** Whether it is a folder with a Parquet file; one that cannot be listed is left to the reader of folders. */
    private static boolean hasParquet(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> ending(file).equals("parquet"));
        } catch (IOException e) {
            return false;
        }
    }

    /** A file whose name begins like that of {@code path}. */
    private static Optional<Path> beside(Path path, String... endings) {
        String name = String.valueOf(path.getFileName());
        String stem = name.substring(0, Math.max(0, name.length() - ending(path).length() - 1));
        return Stream.of(endings)
                .map(ending -> path.resolveSibling(stem + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String ending(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The path as YAML takes it, whatever is in it. */
    static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
