// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diffusion4j.error.StorageException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The right to write into a run's folder, held by one process at a time. The operating system keeps the lock and lets
 * it go when the process ends, however it ends; {@code run.lock} only tells others who holds it.
 */
public final class FolderLock implements AutoCloseable {
    /** Name of the file inside the folder. */
    public static final String FILE = "run.lock";

    // Far behind the text, because some systems forbid others to read what is locked.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private static final int MAX_OWNER_BYTES = 4096;

    // On POSIX systems a process that closes any channel of a file loses its locks on it. Asking here first keeps this
    // process from opening the file twice.
    private static final Map<Path, Owner> HELD_HERE = new ConcurrentHashMap<>();

    private record Owner(long pid, String host, Instant since) {}

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock of a folder at once, or not at all.
     *
     * @param clock tells others since when it is held
     * @throws StorageException if another run holds it, or the folder cannot be written
     */
    public static FolderLock acquire(Path folder, Clock clock) {
        Owner me = new Owner(ProcessHandle.current().pid(), Machine.host(), clock.instant());
        try {
            Path file = folder.toRealPath().resolve(FILE);
            Owner holder = HELD_HERE.putIfAbsent(file, me);
            if (holder != null) {
                throw inUse(folder, holder);
            }
            FolderLock taken = null;
            try {
                taken = acquire(folder, file, me);
            } finally {
                if (taken == null) {
                    HELD_HERE.remove(file);
                }
            }
            return taken;
        } catch (IOException e) {
            throw new StorageException(
                    "folder %s cannot be locked for writing (%s). Make it writable, or choose another folder."
                            .formatted(folder, StorageException.reason(e)),
                    e);
        }
    }

    private static FolderLock acquire(Path folder, Path file, Owner me) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FolderLock taken = null;
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse(folder, owner(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(me)), 0);
            taken = new FolderLock(file, channel, lock);
            return taken;
        } finally {
            if (taken == null) {
                channel.close(); // gives back a lock whose owner could not be written, too
            }
        }
    }

    /** Who says to hold the lock; null if the text is not there yet or cannot be read. */
    private static @Nullable Owner owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_OWNER_BYTES);
        int length = Math.max(0, channel.read(text, 0));
        try {
            return Json.MAPPER.readValue(new String(text.array(), 0, length, StandardCharsets.UTF_8), Owner.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static StorageException inUse(Path folder, @Nullable Owner owner) {
        String who = owner == null
                ? "another process"
                : "process %d on %s since %s".formatted(owner.pid, owner.host, owner.since);
        return new StorageException(
                "folder %s is in use by %s, and only one may write into it. Wait until it ends, stop it, or choose another folder."
                        .formatted(folder, who));
    }

    /** Lets others write. The file stays, so that nobody can lock a file that is just being removed. */
    @Override
    public void close() {
        if (!lock.isValid()) {
            return; // closed before; by now somebody else in this process may hold the folder
        }
        try (channel) {
            channel.truncate(0);
            lock.release();
        } catch (IOException e) {
            throw new StorageException(
                    "the lock %s could not be given back (%s). It ends with this process."
                            .formatted(file, StorageException.reason(e)),
                    e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
