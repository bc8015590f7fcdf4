// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Map;
import java.util.TreeMap;

/** The level at which a run ends, as a file tells it. */
final class FinalLevel {
    static final String KEY = "final_sigmas_type";

    private static final Map<String, Boolean> IS_ZERO = new TreeMap<>(Map.of("zero", true, "sigma_min", false));

    private FinalLevel() {}

    /** Whether a file that knows the key says that it is 0. */
    static boolean isZero(SchedulerValues values) {
        return values.choice(KEY, IS_ZERO);
    }
}
