// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Map;
import java.util.TreeMap;

/** The level at which a run ends, as a file tells it. */
final class FinalLevel {
    private static final String KEY = "final_sigmas_type";

    private static final Map<String, Boolean> IS_ZERO = new TreeMap<>(Map.of("zero", true, "sigma_min", false));

    private FinalLevel() {}

    /** Whether it is 0: as the file says, and by the habit of classes whose files cannot say it. */
    static boolean isZero(SchedulerValues values) {
        SchedulerClass kind = values.kind();
        return kind.knows(KEY) ? values.choice(KEY, IS_ZERO) : !kind.has(Habit.ENDS_ABOVE_ZERO);
    }
}
