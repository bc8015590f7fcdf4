// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.tensor.Engine;

/** Texts and counters that all processes of a meeting see: c10d's stores. */
final class Board implements AutoCloseable {
    private final Store store;

    private Board(Store store) {
        this.store = store;
    }

    /** In a file; {@code size} processes open it, and it is gone after the last. */
    static Board inFile(Rendezvous.InFile at, int size) {
        return open(() -> new FileStore(at.file().toString(), size));
    }

    /** At a port, which the leader listens at on all addresses of its machine. */
    static Board atPort(Rendezvous.AtPort at, boolean isLeader, Duration patience) {
        return open(() -> new TCPStore(
                at.host(),
                new TCPStoreOptions()
                        .port((short) at.port()) // unsigned there
                        .isServer(isLeader)
                        .waitWorkers(false)
                        .timeout(new Milliseconds(patience.toMillis()))));
    }

    private static Board open(Supplier<Store> store) {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            Store made = guarded(store);
            made.retainReference(); // closed by close()
            return new Board(made);
        }
    }

    Store store() {
        return store;
    }

    void put(String key, String text) {
        try (PointerScope scope = new PointerScope()) {
            BytePointer name = new BytePointer(key, UTF_8);
            BytePointer value = new BytePointer(text, UTF_8);
            guarded(() -> {
                store.set(name, value);
                return true;
            });
        }
    }

    /** The text under that key, if somebody put one there already. */
    Optional<String> get(String key) {
        try (PointerScope scope = new PointerScope()) {
            StringVector keys = new StringVector(key);
            BytePointer name = new BytePointer(key, UTF_8);
            return guarded(() -> store.check(keys))
                    ? Optional.of(guarded(() -> store.get_to_str(name)).getString(UTF_8))
                    : Optional.empty();
        }
    }

    /** Adds to a counter that begins at 0, and tells what it is then. */
    long add(String key, long more) {
        return guarded(() -> store.add(key, more));
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw new TeamException(
                    "the rendezvous failed (%s). Start all processes of the run again."
                            .formatted(GlooTeam.firstLine(e)),
                    e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
