// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;

/**
 * Where and how a run is done; nothing here changes its result, but for the device.
 *
 * @param runs folder in which a new run's folder is made
 * @param device {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}
 * @param commandLine for the record
 * @param clock for the record
 * @param files how files are written
 * @param stop ends the run after the step in progress, with a valid state
 * @param warnings receives sentences about what was found and mended, such as a damaged state
 */
public record RunSettings(
        Path runs,
        String device,
        List<String> commandLine,
        Clock clock,
        FileLayer files,
        StopSignal stop,
        Consumer<String> warnings) {
    /** Runs below {@code runs} on the first GPU or the CPU, on the disk, with warnings in the log. */
    public static RunSettings in(Path runs) {
        return new RunSettings(
                runs,
                "auto",
                List.of(),
                Clock.system(ZoneId.systemDefault()),
                FileLayer.disk(),
                new StopSignal(),
                ModelFiles::warn);
    }

    /** The same, stoppable from outside. */
    public RunSettings stoppedBy(StopSignal other) {
        return new RunSettings(runs, device, commandLine, clock, files, other, warnings);
    }

    /** The same with another file layer. */
    public RunSettings through(FileLayer other) {
        return new RunSettings(runs, device, commandLine, clock, other, stop, warnings);
    }
}
