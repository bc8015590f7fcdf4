// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diffusion4j.diffusers.DiffusersGrid;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/**
 * A configuration and a call, and what the classes commonly read from them.
 *
 * @param given the schedule, where it is not the file's
 * @param clipping what is done to the clean estimate, where it is not the file's
 */
record DiffusersRun(SchedulerConfig file, DiffusersCall call, Optional<NoiseSchedule> given, Optional<Clip> clipping) {
    private static final Map<String, Prediction> PREDICTIONS = new TreeMap<>(
            Map.of("epsilon", Prediction.EPSILON, "sample", Prediction.X0, "v_prediction", Prediction.VELOCITY));
    private static final double USUAL_RATIO = 0.995;

    DiffusersRun(SchedulerConfig file, DiffusersCall call) {
        this(file, call, Optional.empty(), Optional.empty());
    }

    NoiseSchedule schedule() {
        return given.map(known -> DiffusersSchedule.suiting(file.className(), known))
                .orElseGet(() -> DiffusersSchedule.config(file)
                        .withPrecision(call.precision())
                        .create());
    }

    Prediction prediction() {
        // the name that early versions gave it
        boolean isOld = file.text("prediction_type", "epsilon").equals("original_sample");
        return isOld ? Prediction.X0 : file.choice("prediction_type", "epsilon", PREDICTIONS);
    }

    /** Dynamic thresholding if asked for, else clipping if asked for. */
    Clip clip(boolean clipsIfMissing) {
        if (file.flag("thresholding", false)) {
            return Clip.dynamic(
                    file.number("dynamic_thresholding_ratio", USUAL_RATIO), file.number("sample_max_value", 1));
        }
        if (clipping.isPresent()) {
            return clipping.get();
        }
        return file.flag("clip_sample", clipsIfMissing) ? Clip.to(file.number("clip_sample_range", 1)) : Clip.NONE;
    }

    /** For the classes that know thresholding but not clipping. */
    Clip thresholding() {
        return file.flag("thresholding", false) ? clip(false) : clipping.orElse(Clip.NONE);
    }

    /** The whole times of the run. */
    TimeGrid times(NoiseSchedule schedule) {
        return call.times().isEmpty() ? new DiffusersGrid(file, schedule).times(call.steps()) : givenTimes();
    }

    /** The sigmas of the run. */
    SigmaGrid sigmas(NoiseSchedule schedule) {
        DiffusersGrid grid = new DiffusersGrid(file, schedule);
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
