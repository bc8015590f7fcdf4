// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.schedule.Respacing;
import org.jspecify.annotations.Nullable;

/** The keys of a configuration that ask for sigmas laid out anew. */
final class Respacings {
    private static final Map<String, Respacing> KEYS = new TreeMap<>(Map.of(
            "use_karras_sigmas", Respacing.KARRAS,
            "use_exponential_sigmas", Respacing.EXPONENTIAL,
            "use_beta_sigmas", Respacing.BETA,
            "use_lu_lambdas", Respacing.LU));

    private Respacings() {}

    /** The one that is asked for, or none; two are an error. */
    static @Nullable Respacing of(SchedulerValues values) {
        List<String> keys = new ArrayList<>();
        @Nullable Respacing chosen = null;
        for (Map.Entry<String, Respacing> entry : KEYS.entrySet()) {
            if (values.flag(entry.getKey())) {
                keys.add(entry.getKey());
                chosen = entry.getValue();
            }
        }
        if (keys.size() > 1) {
            throw new FormatException(
                    "%s sets %s together. Only one way of spacing the sigmas can be used; set the others to false."
                            .formatted(values.file().place(), String.join(" and ", keys)));
        }
        return chosen;
    }
}
