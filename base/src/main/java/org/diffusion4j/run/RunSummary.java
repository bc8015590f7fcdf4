// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;

/**
 * A run in one line of a list.
 *
 * @param folder where it lies
 * @param system what is trained
 * @param step steps done, as far as the log knows
 * @param loss the last loss of the log
 * @param time of the last event, or of the start
 */
public record RunSummary(Path folder, String system, long step, OptionalDouble loss, Instant time) {
    /** Name of the run's folder. */
    public String name() {
        return folder.getFileName().toString();
    }

    /**
     * Sums up a run.
     *
     * @throws FormatException if the record of the run is damaged
     * @throws StorageException if it cannot be read
     */
    public static RunSummary of(RunFolder run) {
        Provenance provenance = run.provenance();
        List<Event> events = run.files().exists(run.events()) ? Events.tail(run.events(), run.files()) : List.of();
        OptionalDouble loss = events.stream()
                .map(event -> event.number("loss"))
                .filter(OptionalDouble::isPresent)
                .reduce((earlier, later) -> later)
                .orElse(OptionalDouble.empty());
        Event last = events.isEmpty() ? null : events.get(events.size() - 1);
        return new RunSummary(
                run.path(),
                provenance.system(),
                last == null ? 0 : last.step(),
                loss,
                last == null ? provenance.startedAt() : last.time());
    }
}
