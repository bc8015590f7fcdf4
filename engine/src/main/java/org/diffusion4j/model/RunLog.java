// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.run.EventLog;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.TensorBoardWriter;

/**
 * What a run writes down as it goes: JSON lines and TensorBoard scalars, at most {@link #MOST_ROWS} rows for a whole
 * run, each the mean since the row before.
 */
final class RunLog implements AutoCloseable {
    private static final long MOST_ROWS = 2000;

    private final EventLog events;
    private final TensorBoardWriter board;
    private final long steps;
    private final long every;
    private final Map<String, Sum> sums = new TreeMap<>();

    /** What a value was in the steps since the last row. */
    private static final class Sum {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double mean() {
            return sum / count;
        }
    }

    /** The log of a run of {@code steps} steps. */
    RunLog(RunFolder folder, long steps, RunSettings settings) {
        this.steps = steps;
        every = rowEvery(steps);
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
    void begin(String system, long from) {
        if (from > 0) {
            events.resumed(from);
            board.resumed(from);
        } else {
            events.append(0, "started", Map.of("system", system, "steps", steps));
        }
    }

    /** The values of a step; a row has the mean of each over the steps that had it. */
    void step(long step, Map<String, Double> values) {
        values.forEach(
                (name, value) -> sums.computeIfAbsent(name, key -> new Sum()).add(value));
        if (step % every != 0) {
            return;
        }
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((name, sum) -> means.put(name, sum.mean()));
        events.append(step, "step", means);
        means.forEach((name, mean) -> board.scalar(name, step, mean));
        sums.clear();
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
