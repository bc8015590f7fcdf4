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
    private static final Map<String, Boolean> FINAL_IS_ZERO = new TreeMap<>(Map.of("zero", true, "sigma_min", false));

    /** Levels that float32 tells from 0 and from infinity, their powers too. */
    static final double LEAST = 1e-6;

    static final double MOST = 1e6;

    private EdmGrid() {}

    /** The first level. */
    public static double sigmaMax(SchedulerConfig file) {
        return file.within("sigma_max", LEAST, MOST, 80);
    }

    /** n levels and the final one. */
    public static SigmaGrid sigmas(SchedulerConfig file, int n, Precision precision) {
        double max = sigmaMax(file);
        double min = file.within("sigma_min", LEAST, MOST, 0.002);
        double[] sigmas = file.choice("sigma_schedule", "karras", IS_KARRAS)
                ? Respacing.karras(max, min, file.within("rho", 0.1, 1000, 7), n)
                : Respacing.EXPONENTIAL.sigmas(n == 1 ? min : max, min, n); // a single one is the smallest
        double[] longer = Arrays.copyOf(sigmas, n + 1);
        longer[n] = file.choice("final_sigmas_type", "zero", FINAL_IS_ZERO) ? 0 : sigmas[n - 1];
        double[] times = Arrays.stream(sigmas)
                .map(sigma -> precision.round(0.25 * StrictMath.log(precision.round(sigma))))
                .toArray();
        return SigmaGrid.of(TimeGrid.of(times), longer, precision);
    }
}
