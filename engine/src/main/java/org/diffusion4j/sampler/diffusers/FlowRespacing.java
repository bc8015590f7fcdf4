// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Set;
import java.util.TreeSet;
import org.diffusion4j.diffusers.SchedulerConfig;

/** Which ways of spacing noise levels anew have a meaning where the levels are those of flow matching. */
public final class FlowRespacing {
    private static final Set<String> KEYS =
            Set.of("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas");

    private FlowRespacing() {}

    /** The keys that a file sets and that would be without effect; of UniPC Karras' spacing has one. */
    public static Set<String> unfitting(SchedulerConfig file) {
        Set<String> keys = new TreeSet<>(KEYS);
        keys.removeIf(key -> !file.flag(key, false));
        switch (file.className()) {
            case "UniPCMultistepScheduler" -> keys.remove("use_karras_sigmas");
            case "FlowMatchEulerDiscreteScheduler" -> keys.clear(); // spaces them anew after its shift
            default -> {}
        }
        return keys;
    }
}
