// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.diffusion4j.schedule.NoiseSchedule;

/** How strong the noise is that a recipe trains with; the samplers that fit follow from it. */
public enum ForwardForm {
    /** √(1−ᾱ): the variance is preserved. */
    ROOT {
        @Override
        Forward of(NoiseSchedule schedule) {
            return Forward.of(schedule);
        }
    },
    /** 1−ᾱ, as the code of the sprite seed has it: for weights that were trained so. */
    SEED {
        @Override
        Forward of(NoiseSchedule schedule) {
            return Forward.withoutRoot(schedule);
        }
    };

    abstract Forward of(NoiseSchedule schedule);
}
