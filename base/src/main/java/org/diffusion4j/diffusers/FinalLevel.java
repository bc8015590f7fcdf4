// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The level at which a run ends, which stands behind those of its steps. */
final class FinalLevel {
    static final String KEY = "final_sigmas_type";

    private static final Map<String, Boolean> IS_ZERO = new TreeMap<>(Map.of("zero", true, "sigma_min", false));

    private FinalLevel() {}

    /** Whether a file that knows the key says that it is 0. */
    static boolean isZero(SchedulerValues values) {
        return values.choice(KEY, IS_ZERO);
    }

    /** The levels of the steps, and the final one. */
    static double[] after(double[] sigmas, double last) {
        double[] longer = Arrays.copyOf(sigmas, sigmas.length + 1);
        longer[sigmas.length] = last;
        return longer;
    }
}
