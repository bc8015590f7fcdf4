// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.Event;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;

/**
 * The losses that a run wrote down.
 *
 * @param events each with a loss: the mean of the batches since the one before
 */
record RunLosses(List<Event> events) {
    /** Those of the run so far. */
    static RunLosses of(RunFolder run) {
        return new RunLosses(Events.read(run.events(), FileLayer.disk()).stream()
                .filter(event ->
                        event.event().equals("step") && event.number("loss").isPresent())
                .toList());
    }

    /** Those of the run so far, of which there is one at least. */
    static RunLosses required(RunFolder run) {
        RunLosses losses = of(run);
        if (!losses.exist()) {
            throw new ConfigException("the run %s has no loss in its log yet. Train it first.".formatted(run.path()));
        }
        return losses;
    }

    /** Whether there is one: a run that was stopped at once has none. */
    boolean exist() {
        return !events.isEmpty();
    }

    double[] steps() {
        return events.stream().mapToDouble(Event::step).toArray();
    }

    double[] losses() {
        return events.stream()
                .mapToDouble(event -> event.number("loss").orElseThrow())
                .toArray();
    }
}
