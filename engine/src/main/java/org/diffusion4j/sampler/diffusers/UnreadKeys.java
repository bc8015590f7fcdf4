// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Set;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.error.FormatException;
import tools.jackson.databind.JsonNode;

/** Keys that a class of the library knows and that nothing here reads: a file may have them at their defaults alone. */
public final class UnreadKeys {
    /** What is no option of a solver, but read by others. */
    static final Set<String> READ_BY_OTHERS = Set.of(
            // the schedule
            "num_train_timesteps",
            "beta_start",
            "beta_end",
            "beta_schedule",
            "trained_betas",
            "rescale_betas_zero_snr",
            // what the output means, and what is done to it
            "prediction_type",
            "variance_type",
            "clip_sample",
            "clip_sample_range",
            // which solver of the class it is
            "algorithm_type",
            "use_flow_sigmas",
            // the makers of inversion and of RePaint
            "set_alpha_to_zero",
            "eta",
            // callers, who compute mu from them
            "base_shift",
            "max_shift",
            "base_image_seq_len",
            "max_image_seq_len");

    private UnreadKeys() {}

    /**
     * Refuses a file that asks for more than is known here.
     *
     * @throws FormatException if a key that nothing reads has another value than its default
     */
    public static void refuse(SchedulerValues values) {
        Set<String> options = SolverOptions.allKeys();
        values.kind().keys().values().forEach((key, usual) -> {
            JsonNode given = values.file().json().path(key);
            boolean isUsual = given.isMissingNode() || given.isNull() || given.equals(usual);
            if (!isUsual && !options.contains(key) && !READ_BY_OTHERS.contains(key)) {
                throw values.file().refused(key, "%s or left out, as nothing here does more".formatted(usual));
            }
        });
    }
}
