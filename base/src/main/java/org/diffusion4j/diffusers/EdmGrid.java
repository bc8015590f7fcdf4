// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/**
 * The noise levels of the EDM schedulers of diffusers, which have no betas: between two sigmas of the configuration,
 * with 0.25 ln sigma as the network's time (Karras et al. 2022, table 1).
 */
public final class EdmGrid {
    private static final Map<String, Boolean> IS_KARRAS = new TreeMap<>(Map.of("karras", true, "exponential", false));

    /** Levels that float32 tells from 0 and from infinity, their powers too. */
    static final double LEAST = 1e-6;

    static final double MOST = 1e6;

    private EdmGrid() {}

    /** The first level. */
    public static double sigmaMax(SchedulerValues values) {
        return values.within("sigma_max", LEAST, MOST, 0);
    }

    /** n levels and the final one. */
    public static SigmaGrid sigmas(SchedulerValues values, int n, Precision precision) {
        double max = sigmaMax(values);
        double min = values.within("sigma_min", LEAST, MOST, 0);
        double[] sigmas = values.choice("sigma_schedule", IS_KARRAS)
                ? Respacing.karras(max, min, values.within("rho", 0.1, 1000, 0), n)
                : Respacing.EXPONENTIAL.sigmas(n == 1 ? min : max, min, n); // a single one is the smallest
        double last = FinalLevel.isZero(values) ? 0 : sigmas[n - 1];
        double[] times = Arrays.stream(sigmas)
                .map(sigma -> precision.round(0.25 * StrictMath.log(precision.round(sigma))))
                .toArray();
        return SigmaGrid.ending(TimeGrid.of(times), sigmas, last, precision);
    }
}
