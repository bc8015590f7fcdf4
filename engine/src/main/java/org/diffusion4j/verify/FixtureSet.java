// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.schedule.NoiseSchedule;
import org.jspecify.annotations.Nullable;

/** A folder of fixtures: the user's own, or the set that comes with the project. Closing removes what was unpacked. */
public final class FixtureSet implements AutoCloseable {
    private static final String FOLDER = "/org/diffusion4j/fixtures";

    /** One file that is known to be in the set tells where the set is; folders need not be listed in a jar. */
    private static final String KNOWN = FOLDER + "/seeds/tables.json";

    private final Path root;
    private final @Nullable Path unpacked;

    private FixtureSet(Path root, @Nullable Path unpacked) {
        this.root = root;
        this.unpacked = unpacked;
    }

    /** All below this folder. */
    public static FixtureSet below(Path folder) {
        return new FixtureSet(folder, null);
    }

    /**
     * The set that comes with the project. From a jar it is copied to a temporary folder, since readers map files.
     *
     * @throws StorageException if it cannot be read or copied
     */
    public static FixtureSet bundled() {
        URL known = NoiseSchedule.class.getResource(KNOWN);
        if (known == null) {
            throw new StorageException(
                    "The fixtures that should come with the program are missing from it. Build or install diffusion4j-base again, or give a folder of fixtures.");
        }
        return at(known);
    }

    /** The set around its known file. */
    static FixtureSet at(URL known) {
        try {
            return known.getProtocol().equals("jar") ? unpacked(known) : below(folder(known));
        } catch (IOException e) {
            throw new StorageException(
                    "The fixtures at %s cannot be unpacked to a temporary folder (%s). Make room in %s, or give a folder of fixtures."
                            .formatted(known, StorageException.reason(e), System.getProperty("java.io.tmpdir")),
                    e);
        }
    }

    private static Path folder(URL known) throws IOException {
        Path seeds = path(known).getParent();
        Path set = seeds == null ? null : seeds.getParent();
        if (set == null) {
            throw new IOException(known + " lies in no folder");
        }
        return set;
    }

    private static Path path(URL url) throws IOException {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException(url + " is no address of a file", e);
        }
    }

    private static FixtureSet unpacked(URL known) throws IOException {
        URL jar = ((JarURLConnection) known.openConnection()).getJarFileURL();
        Path folder = Files.createTempDirectory("d4j-fixtures-");
        FixtureSet set = new FixtureSet(folder, folder);
        try (FileSystem files = FileSystems.newFileSystem(path(jar))) {
            copy(files.getPath(FOLDER), set.root);
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(from)) {
            all = walk.toList();
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        for (Path source : all) {
            Path target = to.resolve(from.relativize(source).toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(target);
            } else {
                Files.copy(source, target);
            }
        }
    }

    /** The folder. */
    public Path root() {
        return root;
    }

    @Override
    public void close() {
        if (unpacked == null) {
            return;
        }
        try (Stream<Path> walk = Files.walk(unpacked)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Windows keeps files that are still mapped: they go with the process
            removeAtExit(unpacked);
        }
    }

    private static void removeAtExit(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            walk.forEach(path -> path.toFile().deleteOnExit()); // the last one named is the first to go
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
    }
}
