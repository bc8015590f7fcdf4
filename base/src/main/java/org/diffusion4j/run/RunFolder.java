// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;

/**
 * The folder of one run and the places in it. What makes it a run's folder is its {@code provenance.json}.
 *
 * @param path the folder
 * @param files how its files are reached
 */
public record RunFolder(Path path, FileLayer files) {
    private static final String PROVENANCE = "provenance.json";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N} ._-]{0,59}");
    private static final int MAX_SUFFIX = 1000;

    /**
     * Makes the folder {@code NAME-yyyyMMdd-HHmmss} for a new run, with recipe and provenance in it; a number is added
     * where that name is taken.
     *
     * @param runs where the runs are; made if it is missing
     * @param name what the run is called
     * @param recipe the resolved recipe, as YAML
     * @param provenance its start time becomes part of the name, in the time zone given
     * @throws ConfigException if the name cannot be part of a folder's name
     * @throws StorageException if the folder cannot be made; nothing of it is then left
     */
    public static RunFolder create(
            Path runs, String name, String recipe, Provenance provenance, ZoneId zone, FileLayer files) {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigException(
                    "'%s' cannot name a run. Use 1 to 60 letters, digits, spaces and '.', '_', '-', and begin with a letter or digit."
                            .formatted(name));
        }
        String stamped = name + "-" + STAMP.format(provenance.startedAt().atZone(zone));
        try {
            files.createFolders(runs);
            RunFolder run = new RunFolder(claimed(runs, stamped, files), files);
            run.fill(recipe, provenance);
            files.syncFolder(runs); // else a power cut may take the folder's name, and with it every state in it
            return run;
        } catch (IOException e) {
            throw new StorageException(
                    "no folder for a run can be made in %s (%s). Make it writable or free some space, or choose another place with --runs."
                            .formatted(runs, StorageException.reason(e)),
                    e);
        }
    }

    /** Making a folder succeeds for one process only, so that no two runs share one. */
    private static Path claimed(Path runs, String stamped, FileLayer files) throws IOException {
        for (int count = 1; ; count++) {
            Path folder = runs.resolve(count == 1 ? stamped : stamped + "-" + count);
            try {
                files.createFolder(folder);
                return folder;
            } catch (FileAlreadyExistsException e) {
                if (count == MAX_SUFFIX) {
                    throw e;
                }
            }
        }
    }

    private void fill(String recipe, Provenance provenance) throws IOException {
        try {
            byte[] yaml = recipe.getBytes(StandardCharsets.UTF_8);
            files.replace(recipe(), ByteContent.of(() -> ByteBuffer.wrap(yaml)));
            files.createFolder(pictures());
            // Last, because it makes the folder a run's folder.
            provenance.write(path.resolve(PROVENANCE), files);
        } catch (IOException | RuntimeException e) {
            try {
                files.deleteTree(path);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * Opens the folder of a run that exists.
     *
     * @throws ConfigException if there is none, or it is another kind of folder
     */
    public static RunFolder open(Path folder, FileLayer files) {
        if (!files.exists(folder)) {
            throw new ConfigException(
                    "there is no folder %s. Give the folder of a run, such as runs/spiral-20260131-120000; 'd4j runs' lists them."
                            .formatted(folder));
        }
        if (!isRun(folder, files)) {
            throw new ConfigException(
                    "%s is not the folder of a run, because it has no %s. Give a folder that 'd4j runs' lists."
                            .formatted(folder, PROVENANCE));
        }
        return new RunFolder(folder, files);
    }

    /** Whether this is the folder of a run. */
    public static boolean isRun(Path folder, FileLayer files) {
        return files.exists(folder.resolve(PROVENANCE));
    }

    /**
     * All runs in a folder, the latest last; other things in it are passed over. Empty if there is no such folder.
     *
     * @param warnings receives a sentence for each run that cannot be summed up
     * @throws StorageException if the folder cannot be listed
     */
    public static List<RunSummary> list(Path runs, FileLayer files, Consumer<String> warnings) {
        try {
            List<RunSummary> summaries = new ArrayList<>();
            for (Path folder : files.list(runs)) {
                if (!isRun(folder, files)) {
                    continue;
                }
                try {
                    summaries.add(RunSummary.of(new RunFolder(folder, files)));
                } catch (FormatException | StorageException e) {
                    // One damaged run must not hide the others.
                    warnings.accept(e.getMessage());
                }
            }
            summaries.sort(Comparator.comparing(RunSummary::time));
            return summaries;
        } catch (IOException e) {
            throw new StorageException(
                    "the runs in %s cannot be listed (%s). Make the folder readable, or name another one with --runs."
                            .formatted(runs, StorageException.reason(e)),
                    e);
        }
    }

    /** The resolved recipe. */
    public Path recipe() {
        return path.resolve("recipe.yaml");
    }

    /** Versions, machine, seeds and hashes. */
    public Provenance provenance() {
        return Provenance.read(path.resolve(PROVENANCE), files);
    }

    /** The event log, one JSON object a line. */
    public Path events() {
        return path.resolve("events.jsonl");
    }

    /** Pictures that the run has drawn. */
    public Path pictures() {
        return path.resolve("pictures");
    }

    /** TensorBoard's files. */
    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    /** The states; see {@link StateStore}. */
    public Path states() {
        return path.resolve(StateStore.FOLDER);
    }

    /** The finished model's weights. */
    public Path weights() {
        return path.resolve("weights.safetensors");
    }
}
