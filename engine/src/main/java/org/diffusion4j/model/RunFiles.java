// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Difference;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.ByteContent;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.Provenance;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.Sha256;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.tensor.Devices;

/** What every run keeps in its folder, whatever it trains, and what must not change about it on the way. */
record RunFiles(RunFolder folder, RunSettings settings) {
    /** A new folder. */
    static RunFiles create(
            String system, long seed, String yaml, DataSource data, Device device, RunSettings settings) {
        Provenance provenance = Provenance.of(
                settings.clock(),
                system,
                Devices.describe(device),
                Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)),
                data.fingerprint(),
                Map.of("seed", seed),
                settings.commandLine());
        return new RunFiles(
                RunFolder.create(
                        settings.runs(),
                        system,
                        yaml,
                        provenance,
                        settings.clock().getZone(),
                        settings.files()),
                settings);
    }

    /** The folder of a run that exists. */
    static RunFiles open(Path path, RunSettings settings) {
        return new RunFiles(RunFolder.open(path, settings.files()), settings);
    }

    /** Refuses to go on with what differs from the beginning. {@code free} are the blocks that may change, in words. */
    void requireUnchanged(List<Difference> fixed, String free) {
        if (!fixed.isEmpty()) {
            throw new ConfigException(
                    "the run %s was begun with other values: %s. Only %s may change on the way; leave these as they were, or start a new run."
                            .formatted(
                                    folder.path(),
                                    String.join(
                                            ", ",
                                            fixed.stream()
                                                    .map(Difference::toString)
                                                    .toList()),
                                    free));
        }
    }

    void requireSameData(DataSource data) {
        String before = folder.provenance().dataHash();
        if (!before.equals(data.fingerprint())) {
            throw new ConfigException(
                    "the training data of the run %s are not those it was begun with (%s now, %s then). Put the old ones back, or start a new run."
                            .formatted(folder.path(), data.fingerprint(), before));
        }
    }

    /**
     * Takes the latest state.
     *
     * @return steps done, 0 where there is no state
     */
    long restored(StateStore states, Consumer<LoadedState> into) {
        return states.loadLatest()
                .map(state -> {
                    try (LoadedState open = state) {
                        into.accept(open);
                        return open.step();
                    }
                })
                .orElse(0L);
    }

    /** Refuses to take back steps that are done, or to put other weights in the place of those of a finished run. */
    void requireForward(long from, long steps) {
        if (from == 0 && settings.files().exists(folder.weights())) {
            throw new CheckpointException(
                    "the run %s has finished weights and no state to go on from, and training anew would replace them. Put a copy of its folder states back, or start a new run."
                            .formatted(folder.path()));
        }
        if (from > steps) {
            throw new ConfigException(
                    "train.steps is %d, and the run %s has done %d already. Give more steps, or leave train.steps as it was."
                            .formatted(steps, folder.path(), from));
        }
    }

    /**
     * What a network starts from: a model, or values drawn by the seed; of no matter where a state is, which has its own.
     *
     * @param read reads the model's weights
     */
    ParameterSource firstValues(Optional<String> init, Function<String, ParameterSource> read, long seed) {
        boolean isBegun =
                !StateStore.reading(folder.path(), settings.warnings()).steps().isEmpty();
        return init.filter(model -> !isBegun).map(read).orElseGet(() -> new DrawnValues(seed));
    }

    /** Whether nothing is left to do. */
    boolean isFinished(long from, long steps) {
        return from == steps && settings.files().exists(folder.weights());
    }

    /** Refuses a log that cannot be added to before hours go into steps whose curve is drawn from it. */
    void requireReadableLog() {
        if (settings.files().exists(folder.events())) {
            Events.read(folder.events(), settings.files());
        }
    }

    void keepRecipe(String text) {
        ByteBuffer yaml = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            settings.files().replace(folder.recipe(), ByteContent.of(yaml::duplicate));
        } catch (IOException e) {
            throw new StorageException(
                    "the recipe of the run cannot be written to %s (%s). Make the folder writable."
                            .formatted(folder.recipe(), StorageException.reason(e)),
                    e);
        }
    }

    /** A longer plan makes the weights of the shorter one old; they are in the state that it goes on from. */
    void dropOldWeights() {
        try {
            settings.files().delete(folder.weights());
        } catch (IOException e) {
            throw new StorageException(
                    "the weights of the shorter run cannot be removed from %s (%s). Make the folder writable."
                            .formatted(folder.weights(), StorageException.reason(e)),
                    e);
        }
    }
}
