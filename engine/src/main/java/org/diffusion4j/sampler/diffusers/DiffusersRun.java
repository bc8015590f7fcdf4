// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Optional;
import org.diffusion4j.diffusers.DiffusersGrid;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/**
 * A configuration and a call, and what the classes commonly read from them.
 *
 * @param values of the file
 * @param given the schedule, where it is not the file's
 * @param clipping what is done to the clean estimate, where it is not the file's
 */
record DiffusersRun(
        SchedulerValues values, DiffusersCall call, Optional<NoiseSchedule> given, Optional<Clip> clipping) {
    DiffusersRun {
        UnreadKeys.refuse(values);
    }

    DiffusersRun(SchedulerConfig file, DiffusersCall call) {
        this(Schedulers.read(file), call, Optional.empty(), Optional.empty());
    }

    SchedulerConfig file() {
        return values.file();
    }

    NoiseSchedule schedule() {
        return given.map(known -> DiffusersSchedule.suiting(values.kind(), known))
                .orElseGet(() -> DiffusersSchedule.config(values)
                        .withPrecision(call.precision())
                        .create());
    }

    Prediction prediction() {
        return LibraryWords.prediction(values);
    }

    /** Dynamic thresholding if asked for, else clipping if asked for; a class knows both, one or none. */
    Clip clip() {
        if (values.flag("thresholding")) {
            return Clip.dynamic(values.number("dynamic_thresholding_ratio"), values.number("sample_max_value"));
        }
        if (clipping.isPresent()) {
            return clipping.get();
        }
        return values.flag("clip_sample") ? Clip.to(values.number("clip_sample_range")) : Clip.NONE;
    }

    /** The whole times of the run. */
    TimeGrid times(NoiseSchedule schedule) {
        return call.times().isEmpty() ? new DiffusersGrid(values, schedule).times(call.steps()) : givenTimes();
    }

    /** The sigmas of the run. */
    SigmaGrid sigmas(NoiseSchedule schedule) {
        DiffusersGrid grid = new DiffusersGrid(values, schedule);
        if (!call.sigmas().isEmpty()) {
            return grid.sigmasOf(
                    call.sigmas().stream().mapToDouble(Double::doubleValue).toArray());
        }
        return call.times().isEmpty() ? grid.sigmas(call.steps()) : grid.sigmasAt(givenTimes());
    }

    TimeGrid givenTimes() {
        return TimeGrid.of(
                call.times().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
