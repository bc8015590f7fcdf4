// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import java.util.Arrays;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/**
 * The noise levels of processes without betas. A run from pure noise has as many as it has steps; one that begins in the
 * middle has the last of the levels that the whole schedule would have.
 */
final class NoiseLevels {
    /** The ends and the curvature of Karras et al. 2022, table 1. */
    private static final double MOST = 80;

    private static final double LEAST = 0.002;
    private static final double RHO = 7;

    private NoiseLevels() {}

    /** From 80 down to 0.002, dense at the end, then 0. */
    static SigmaGrid karras(NoiseSchedule schedule, Timesteps times) {
        double[] sigmas = last(Respacing.karras(MOST, LEAST, RHO, count(schedule, times)), times.count());
        double[] asked = Arrays.stream(sigmas).map(Parameterization.Edm::time).toArray();
        return grid(asked, sigmas);
    }

    /** Evenly from 1 down, then 0; times are levels times the schedule's steps. */
    static SigmaGrid straight(NoiseSchedule schedule, Timesteps times) {
        int n = count(schedule, times);
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            sigmas[i] = 1 - (double) i / n;
        }
        sigmas = last(sigmas, times.count());
        return grid(Arrays.stream(sigmas).map(sigma -> sigma * schedule.steps()).toArray(), sigmas);
    }

    private static int count(NoiseSchedule schedule, Timesteps times) {
        return times.noisy(0) == schedule.lastStep() ? times.count() : schedule.steps();
    }

    private static double[] last(double[] all, int count) {
        return Arrays.copyOfRange(all, all.length - count, all.length);
    }

    private static SigmaGrid grid(double[] asked, double[] sigmas) {
        return SigmaGrid.of(TimeGrid.of(asked), Arrays.copyOf(sigmas, sigmas.length + 1), Precision.DOUBLE);
    }
}
