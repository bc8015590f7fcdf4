// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.diffusion4j.error.EngineException;

/**
 * Whether the native library has the room it needs, asked before it is unpacked and loaded: without room the kernel would
 * kill the process or a half-unpacked library would fail to load, and neither says a sentence.
 */
final class MemoryCheck {
    /** libtorch resident after loading, the JVM beside it, and a small network. */
    static final long LEAST_MEMORY = 400L << 20;

    /** The unpacked libraries take 445 MB. */
    static final long LEAST_DISK = 600L << 20;

    private static final String ADVICE =
            "Choose another folder with the option -Dorg.bytedeco.javacpp.cachedir=DIR (in JAVA_TOOL_OPTIONS for d4j).";

    private MemoryCheck() {}

    /**
     * Checks this process.
     *
     * @throws EngineException if there is too little memory, or no folder with room to unpack into
     */
    static void requireRoom() {
        requireMemory(Memory.ofProcess().available());
        Path cache = cacheFolder();
        if (!isUnpacked(cache)) {
            requireDisk(cache, cache.toFile().getUsableSpace());
        }
    }

    /** The folder into which the libraries are unpacked. */
    static Path cacheFolder() {
        try {
            return Loader.getCacheDir().toPath();
        } catch (IOException e) {
            throw notWritable(System.getProperty("org.bytedeco.javacpp.cachedir", "~/.javacpp/cache"), e);
        }
    }

    static void requireMemory(long available) {
        if (available != Memory.UNKNOWN && available < LEAST_MEMORY) {
            throw new EngineException(
                    "This process may use %d MB more memory, and the native library needs at least %d MB to start. End other programs or raise the memory limit of this container."
                            .formatted(megabytes(available), megabytes(LEAST_MEMORY)));
        }
    }

    static void requireDisk(Path cache, long usable) {
        if (usable < LEAST_DISK) {
            throw new EngineException(
                    "The folder %s has %d MB free, and unpacking the native library for the first time takes %d MB. Make room there. %s"
                            .formatted(cache, megabytes(usable), megabytes(LEAST_DISK), ADVICE));
        }
    }

    static EngineException notWritable(String folder, IOException cause) {
        return new EngineException(
                "The native library must be unpacked once, and the folder %s cannot be written to. %s"
                        .formatted(folder, ADVICE),
                cause);
    }

    /** Whether an earlier start unpacked the library of this platform here. */
    static boolean isUnpacked(Path cache) {
        return Stream.of("", "-gpu").anyMatch(extension -> {
            String platform = Loader.getPlatform() + extension;
            return Files.exists(cache.resolve("pytorch-%s-%s.jar".formatted(NativeVersions.pytorch(), platform))
                    .resolve("org/bytedeco/pytorch")
                    .resolve(platform)
                    .resolve(System.mapLibraryName("jnitorch"))); // unpacked last
        });
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
