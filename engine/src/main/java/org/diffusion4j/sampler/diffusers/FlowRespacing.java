// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Set;
import java.util.TreeSet;
import org.diffusion4j.diffusers.GridKind;
import org.diffusion4j.diffusers.Habit;
import org.diffusion4j.diffusers.SchedulerValues;

/** Which ways of spacing noise levels anew have a meaning where the levels are those of flow matching. */
public final class FlowRespacing {
    private static final Set<String> KEYS =
            Set.of("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas");

    private FlowRespacing() {}

    /** The keys that are set and would be without effect; of UniPC Karras' spacing has one. */
    public static Set<String> unfitting(SchedulerValues values) {
        Set<String> keys = new TreeSet<>(KEYS);
        boolean spacesAnyWay = values.kind().grid() == GridKind.FLOW; // anew, after its shift
        keys.removeIf(key -> spacesAnyWay || !values.flag(key));
        if (values.kind().has(Habit.SPACES_FLOWS_BY_KARRAS)) {
            keys.remove("use_karras_sigmas");
        }
        return keys;
    }
}
