// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.time.Duration;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.team.Meeting;
import org.diffusion4j.team.Team;

/**
 * The other processes of a run, as its leader awaits them.
 *
 * @param meeting where they come to
 * @param patience within which all come; in training each step may take half an hour, as c10d has it
 * @param look called while they are awaited; throws if one is known to have ended
 */
public record Company(Meeting meeting, Duration patience, Runnable look) {
    static final String RECIPE = "recipe";
    static final String DATA = "data";
    static final Duration STEP_PATIENCE = Duration.ofMinutes(30);

    /** Tells the others what is trained, and waits for them. */
    Team gathered(Recipe recipe, DataSource data, StopSignal stop) {
        meeting.pin(DATA, data.fingerprint());
        meeting.pin(RECIPE, recipe.yaml());
        try {
            meeting.awaitAll(patience, stop, look);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("stopped before all processes had come; nothing was trained.");
        }
        return meeting.team(stop, STEP_PATIENCE);
    }

    /**
     * Refuses what several processes cannot train.
     *
     * @throws ConfigException with what to change
     */
    static void requireFitting(Recipe recipe, int size, Device device) {
        int batch = recipe.train().batch();
        if (size > batch) {
            throw new ConfigException(
                    "%d processes cannot share a batch of %d: each learns at least one item of it. Give --nproc %d or fewer, or a larger train.batch."
                            .formatted(size, batch, batch));
        }
        if (!device.is_cpu()) {
            throw new ConfigException(
                    "several processes train on processors only (through Gloo), and this run is on a GPU. Add --device cpu, or leave --nproc and --rendezvous out.");
        }
        int share = (batch + size - 1) / size;
        try {
            recipe.network()
                    .requireCut(
                            batch, Math.min(share, recipe.train().microBatch().orElse(share)), 1);
        } catch (ConfigException e) {
            throw new ConfigException(
                    "%d processes cut each batch into shares of %d, as if that were train.microBatch: %s"
                            .formatted(size, share, e.getMessage()));
        }
    }

    /** The failure of a step, with where the run stands. */
    static TeamException stopped(TeamException e, Object folder, long step) {
        if (step == 0) {
            return new TeamException("%s No step was done; start again.".formatted(e.getMessage()), e);
        }
        return new TeamException(
                "%s The run stopped after step %d, and its state is saved. Go on with d4j train --resume %s, with any --nproc."
                        .formatted(e.getMessage(), step, folder),
                e);
    }
}
