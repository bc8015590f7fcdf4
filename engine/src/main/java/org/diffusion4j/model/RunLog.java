// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Map;
import java.util.OptionalDouble;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.EventLog;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.TensorBoardWriter;
import org.diffusion4j.train.StepReport;

/**
 * What a run writes down as it goes: JSON lines and TensorBoard scalars, at most {@link #MOST_ROWS} rows for a whole
 * run, each the mean since the row before.
 */
final class RunLog implements AutoCloseable {
    private static final long MOST_ROWS = 2000;

    private final EventLog events;
    private final TensorBoardWriter board;
    private final long every;
    private double loss;
    private double norm;
    private long nanos;
    private int count;

    RunLog(RunFolder folder, Recipe recipe, RunSettings settings) {
        every = rowEvery(recipe.train().steps());
        events = EventLog.open(folder.events(), settings.files(), settings.clock());
        try {
            board = TensorBoardWriter.create(folder.tensorBoard(), settings.files(), settings.clock());
        } catch (StorageException e) {
            events.close();
            throw e;
        }
    }

    /** So many steps make a row that a run has at most {@link #MOST_ROWS}. */
    static long rowEvery(long steps) {
        return (steps + MOST_ROWS - 1) / MOST_ROWS;
    }

    /** Says that a run begins, or goes on from a step. */
    void begin(Recipe recipe, long from) {
        if (from > 0) {
            events.resumed(from);
            board.resumed(from);
        } else {
            events.append(
                    0,
                    "started",
                    Map.of("system", recipe.system(), "steps", recipe.train().steps()));
        }
    }

    void onStep(StepReport report) {
        loss += report.loss();
        norm += report.gradientNorm();
        nanos += report.nanos();
        count++;
        if (report.step() % every != 0) {
            return;
        }
        double meanLoss = loss / count;
        events.append(
                report.step(),
                "step",
                Map.of(
                        "loss",
                        meanLoss,
                        "gradientNorm",
                        norm / count,
                        "learningRate",
                        report.rate(),
                        "milliseconds",
                        nanos / 1e6 / count));
        board.scalar("loss", report.step(), meanLoss);
        board.scalar("learningRate", report.step(), report.rate());
        loss = 0;
        norm = 0;
        nanos = 0;
        count = 0;
    }

    void saved(long step, OptionalDouble score) {
        events.append(step, "saved", score.isPresent() ? Map.of("loss", score.getAsDouble()) : Map.of());
    }

    void ended(long step, boolean finished) {
        events.append(step, finished ? "finished" : "stopped", Map.of());
    }

    @Override
    public void close() {
        try (events) {
            board.close();
        }
    }
}
