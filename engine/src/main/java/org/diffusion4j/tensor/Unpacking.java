// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;
import org.diffusion4j.error.EngineException;
import org.diffusion4j.error.StorageException;

/**
 * Holds the lock of the cache folder while the native library is unpacked and loaded: a process that starts at the same
 * time must not map a file that this one still writes.
 */
final class Unpacking implements AutoCloseable {
    private final FileChannel channel;

    private Unpacking(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for other processes to be done. */
    static Unpacking begin() {
        try {
            Path file = Loader.getCacheDir().toPath().resolve("diffusion4j.lock");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new Unpacking(channel);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Closing the channel gives the lock back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static EngineException unusable(IOException e) {
        return new EngineException(
                "The folder into which the native library is unpacked cannot be used (%s). Choose a writable one with -Dorg.bytedeco.javacpp.cachedir=DIR."
                        .formatted(StorageException.reason(e)),
                e);
    }
}
