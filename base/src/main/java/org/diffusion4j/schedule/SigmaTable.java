// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/**
 * The sigmas of a schedule as a function of a real-valued time, and back. The table rises with time; in between, sigma
 * is interpolated linearly in time, and time linearly in ln sigma, as the diffusers library does. Times count from the
 * schedule's first step.
 */
public final class SigmaTable {
    private final double[] sigma;
    private final double[] logSigma;

    /** The table of a schedule of two steps or more. */
    public SigmaTable(NoiseSchedule schedule) {
        if (schedule.steps() < 2) {
            throw ConfigException.naming(
                    "Schedule '%s' has 1 step, too few for solvers that work on sigmas. Use a schedule of 2 %s or more.",
                    schedule.name(), new KeyName("steps"));
        }
        sigma = new double[schedule.steps()];
        logSigma = new double[sigma.length];
        for (int i = 0; i < sigma.length; i++) {
            sigma[i] = schedule.sigma(schedule.firstStep() + i);
            // Rounded with the table, unlike the logarithm in time(): the last bit decides where times are truncated.
            logSigma[i] = schedule.precision().round(StrictMath.log(sigma[i]));
        }
    }

    /** The smallest sigma of the table. */
    public double min() {
        return sigma[0];
    }

    /** The largest sigma of the table. */
    public double max() {
        return sigma[sigma.length - 1];
    }

    /** The sigma at a time in [0, T - 1]; beyond the ends, the sigma of the end. */
    public double sigma(double time) {
        double t = Math.min(Math.max(time, 0), sigma.length - 1.0);
        int k = (int) t;
        return k == t ? sigma[k] : sigma[k] + (sigma[k + 1] - sigma[k]) * (t - k);
    }

    /** The time in [0, T - 1] of a sigma; beyond the ends, the time of the end. */
    public double time(double sigma) {
        double log = StrictMath.log(Math.max(sigma, 1e-10));
        int k = 0;
        int above = logSigma.length - 1;
        while (above - k > 1) {
            int middle = (k + above) / 2;
            if (logSigma[middle] <= log) {
                k = middle;
            } else {
                above = middle;
            }
        }
        double w = (logSigma[k] - log) / (logSigma[k] - logSigma[k + 1]);
        w = Math.min(Math.max(w, 0), 1);
        return (1 - w) * k + w * (k + 1);
    }
}
