// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensorsWriter;

/**
 * The states of a run, in {@code states/step-000001234/}. A state is written beside the others, brought to the disk and
 * only then given its name, so that a crash at any moment leaves either the states before or those and the new one.
 * Every byte is under a checksum; a damaged state is passed over with a sentence. The newest states and the best one
 * are kept.
 *
 * <p>Only the holder of the run's {@link FolderLock} may use {@link #open}.
 */
public final class StateStore {
    /** Name of the folder inside a run's folder. */
    public static final String FOLDER = "states";

    private static final int MIN_KEPT = 2;
    private static final long BLOCK_BYTES = 4096;
    private static final String NEW = ".new-";
    private static final String REPLACED = ".old-";

    private final Path folder;
    private final FileLayer files;
    private final Consumer<String> warnings;
    private final StateRotation rotation;

    private StateStore(Path run, FileLayer files, int keep, Consumer<String> warnings) {
        this.folder = run.resolve(FOLDER);
        this.files = files;
        this.warnings = warnings;
        this.rotation = new StateRotation(folder, files, keep);
    }

    /**
     * Opens the states of a run for saving; removes what an interrupted save has left.
     *
     * @param keep how many of the newest states to keep, at least 2; the best is kept besides
     * @param warnings receives a sentence for what is wrong but does not stop the work
     * @throws StorageException if the folder cannot be written
     */
    public static StateStore open(Path run, FileLayer files, int keep, Consumer<String> warnings) {
        if (keep < MIN_KEPT) {
            throw new ConfigException(
                    "states to keep must be at least 2 but was %d: if the newest is damaged, the one before it is needed. Use 2 or more."
                            .formatted(keep));
        }
        StateStore store = new StateStore(run, files, keep, warnings);
        try {
            files.createFolders(store.folder);
            store.recover();
        } catch (IOException e) {
            throw new StorageException(
                    "states cannot be saved in %s (%s). Make the folder writable, or choose another place for runs."
                            .formatted(store.folder, StorageException.reason(e)),
                    e);
        }
        return store;
    }

    /** Opens the states of a run for reading only; works on a read-only folder and beside a run that goes on. */
    public static StateStore reading(Path run, Consumer<String> warnings) {
        return new StateStore(run, FileLayer.disk(), MIN_KEPT, warnings);
    }

    private void recover() throws IOException {
        for (Path path : files.list(folder)) {
            String name = path.getFileName().toString();
            if (name.startsWith(NEW) || StateRotation.isRemoved(name)) {
                files.deleteTree(path);
            } else if (name.startsWith(REPLACED)) {
                Path target = folder.resolve(name.substring(REPLACED.length()));
                if (files.exists(target)) {
                    files.deleteTree(path);
                } else {
                    files.rename(path, target);
                }
            }
        }
    }

    /**
     * Saves a state; when this returns, it has reached the disk. A state of the same step is replaced. Older states
     * that are no longer needed are removed afterwards.
     *
     * @return the state's folder
     * @throws StorageException if it could not be saved; the states before it are then as they were
     */
    public Path save(State state) {
        String name = StateFolder.name(state.step());
        Map<String, SafeTensorsWriter> writers = new TreeMap<>();
        state.parts()
                .forEach((part, arrays) -> writers.put(part, new SafeTensorsWriter(Map.of("format", "pt"), arrays)));
        Path fresh = folder.resolve(NEW + name);
        Path target = folder.resolve(name);
        try {
            files.deleteTree(fresh);
            new StateFolder(fresh, files).write(state, writers);
            publish(fresh, target);
        } catch (IOException e) {
            discard(fresh, e);
            throw unsaved(name, neededBytes(writers.values()), e);
        } catch (RuntimeException e) {
            discard(fresh, e);
            throw e;
        }
        rotate(target);
        return target;
    }

    private void publish(Path fresh, Path target) throws IOException {
        Path replaced = folder.resolve(REPLACED + target.getFileName());
        if (files.exists(target)) {
            files.deleteTree(replaced);
            files.rename(target, replaced);
        }
        try {
            files.rename(fresh, target);
        } catch (IOException e) {
            if (files.exists(replaced)) {
                files.rename(replaced, target);
            }
            throw e;
        }
        files.syncFolder(folder);
        files.deleteTree(replaced);
    }

    private void discard(Path fresh, Exception cause) {
        try {
            files.deleteTree(fresh);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** What the parts and the manifest take, in whole blocks of a disk. */
    private static long neededBytes(Collection<SafeTensorsWriter> writers) {
        return BLOCK_BYTES
                + writers.stream()
                        .mapToLong(writer -> writer.byteCount() + BLOCK_BYTES)
                        .sum();
    }

    private StorageException unsaved(String name, long needed, IOException cause) {
        String room;
        String advice = "Check that the folder can be written, then continue from the last state.";
        try {
            long free = files.usableBytes(folder);
            room = "%s are free".formatted(Sizes.shown(free));
            if (free < needed) {
                advice = "Free some space or keep fewer states, then continue from the last one.";
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
            room = "the free space is unknown";
        }
        return new StorageException(
                "state %s could not be saved in %s (%s): it needs %s, and %s. The states before it are intact. %s"
                        .formatted(name, folder, StorageException.reason(cause), Sizes.shown(needed), room, advice),
                cause);
    }

    private void rotate(Path saved) {
        try {
            rotation.after(saved);
        } catch (IOException e) {
            warnings.accept(
                    "an old state in %s could not be removed (%s). The new one is saved; remove old ones by hand."
                            .formatted(folder, StorageException.reason(e)));
        }
    }

    /** The steps of all states that are there, newest first; none of them was checked. */
    public List<Long> steps() {
        try {
            return StateFolder.newestFirst(folder, files).stream()
                    .map(StateFolder::stepOf)
                    .toList();
        } catch (IOException e) {
            throw unlistable(e);
        }
    }

    /**
     * The newest state whose every byte is right; empty if the run has none at all. Damaged ones are reported as
     * warnings.
     *
     * @throws CheckpointException if there are states, and all are damaged
     */
    public Optional<LoadedState> loadLatest() {
        try {
            return loadLatest(StateFolder.newestFirst(folder, files));
        } catch (IOException e) {
            throw unlistable(e);
        }
    }

    /** Opens the state with the lowest score, or the latest if none has one; otherwise as {@link #loadLatest}. */
    public Optional<LoadedState> loadBest() {
        try {
            List<Path> candidates = new ArrayList<>(StateFolder.newestFirst(folder, files));
            candidates.sort(Comparator.comparingDouble(state -> rotation.scoreOf(state)));
            return loadLatest(candidates);
        } catch (IOException e) {
            throw unlistable(e);
        }
    }

    private Optional<LoadedState> loadLatest(List<Path> candidates) throws IOException {
        List<String> damages = new ArrayList<>();
        for (Path path : candidates) {
            StateFolder state = new StateFolder(path, files);
            try {
                StateManifest manifest = state.manifest();
                state.verify(manifest);
                LoadedState loaded = new LoadedState(state, manifest);
                damages.forEach(
                        damage -> warnings.accept("state %s. Loaded %s instead; remove the folder to silence this."
                                .formatted(damage, path.getFileName())));
                warnOfStrangers();
                return Optional.of(loaded);
            } catch (DamagedStateException e) {
                if (!files.exists(path)) {
                    // A run that goes on beside this reader has removed it, and has made newer ones.
                    return loadLatest(StateFolder.newestFirst(folder, files));
                }
                rotation.markDamaged(path);
                damages.add("%s is damaged (%s)".formatted(path.getFileName(), e.reason()));
            } catch (FormatException e) {
                rotation.markDamaged(path);
                damages.add("%s is damaged (%s)".formatted(path.getFileName(), e.getMessage()));
            }
        }
        warnOfStrangers();
        if (damages.isEmpty()) {
            return Optional.empty();
        }
        throw new CheckpointException(
                "no state in %s can be used: %s. Put a copy of an intact state there, or start a new run."
                        .formatted(folder, String.join("; ", damages)));
    }

    private void warnOfStrangers() throws IOException {
        for (Path path : files.list(folder)) {
            String name = path.getFileName().toString();
            if (!name.startsWith(".") && StateFolder.step(path).isEmpty()) {
                warnings.accept(
                        "%s is not the name of a state and was passed over. Rename or remove it to silence this."
                                .formatted(path));
            }
        }
    }

    private StorageException unlistable(IOException e) {
        return new StorageException(
                "the states in %s cannot be listed (%s). Make the folder readable."
                        .formatted(folder, StorageException.reason(e)),
                e);
    }
}
