// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.DdimInverse;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Lcm;
import org.diffusion4j.sampler.Pndm;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.TimeGrid;

/** The solvers that go by the schedule's own steps. */
final class StepSolvers {
    private StepSolvers() {}

    static Sampler ddpm(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        return new Ddpm(
                schedule,
                Timesteps.chain(whole(run.times(schedule))),
                run.prediction(),
                run.values().choice("variance_type", LibraryWords.VARIANCES),
                run.clip());
    }

    static Sampler ddim(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        int[] from = whole(run.times(schedule));
        int stride = schedule.steps() / from.length;
        int end = run.values().flag("set_alpha_to_one") ? NoiseSchedule.CLEAN : schedule.firstStep();
        int[] to = Arrays.stream(from)
                .map(t -> t - stride < schedule.firstStep() ? end : t - stride)
                .toArray();
        return new Ddim(
                schedule,
                new Timesteps(from, to),
                run.prediction(),
                run.call().eta(),
                run.clip(),
                run.call().reclips());
    }

    static Sampler ddimInverse(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        TimeGrid times = run.times(schedule);
        // the name that early versions gave it
        boolean startsClean = run.file().flag("set_alpha_to_zero", true);
        return new DdimInverse(
                schedule,
                times,
                schedule.steps() / times.size(),
                run.prediction(),
                run.clip(),
                run.file().flag("set_alpha_to_one", startsClean));
    }

    static Sampler pndm(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        TimeGrid times = run.times(schedule);
        return new Pndm(
                schedule,
                times,
                schedule.steps() / times.size(),
                run.prediction(),
                run.values().flag("set_alpha_to_one"),
                !run.values().flag("skip_prk_steps"));
    }

    static Sampler lcm(DiffusersRun run) {
        NoiseSchedule schedule = run.schedule();
        TimeGrid times = run.call().times().isEmpty() ? lcmTimes(run, schedule.steps()) : run.givenTimes();
        return new Lcm(
                schedule, times, run.prediction(), run.clip(), run.values().number("timestep_scaling"));
    }

    /** Some of the times of the longer run that the model was distilled from. */
    private static TimeGrid lcmTimes(DiffusersRun run, int trainSteps) {
        int original = run.values().whole("original_inference_steps");
        int n = run.call().steps();
        int known = (int) (original * run.call().strength());
        if (original < 1 || original > trainSteps) {
            throw ConfigException.naming(
                    "%s is %d. It must lie in 1 to %d, the %s; 50 is usual.",
                    new KeyName("originalInferenceSteps"), original, trainSteps, new KeyName("schedule.steps"));
        }
        if (n > known) {
            throw new ConfigException(
                    "%d steps were asked for of an LCM distilled from a run of %d steps, of which %d are left at strength %s. Use fewer steps, at most that many."
                            .formatted(n, original, known, run.call().strength()));
        }
        int stride = trainSteps / original;
        double gap = (double) known / n;
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
            times[i] = (known - (int) Math.floor(i * gap)) * stride - 1;
        }
        return TimeGrid.of(times);
    }

    private static int[] whole(TimeGrid times) {
        int[] whole = new int[times.size()];
        Arrays.setAll(whole, times::step);
        return whole;
    }
}
