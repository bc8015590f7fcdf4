// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;

/**
 * The simple loss of DDPM.
 *
 * @param forward how strong the noise is
 * @param conditionDropout share of rows that train without their condition, in [0, 1)
 */
@Kind("denoising")
public record DenoisingConfig(
        @Key(
                about = "strength of the noise: root (of 1 - abar), or seed (1 - abar, for the sprite seed's weights)",
                standard = "root")
        ForwardForm forward,

        @Key(
                about = "share of rows that train without their condition; guidance needs some, 0.1 is usual",
                standard = "0")
        double conditionDropout)
        implements ObjectiveConfig {
    public DenoisingConfig {
        requireDropout(conditionDropout);
    }

    static void requireDropout(double conditionDropout) {
        if (!(conditionDropout >= 0 && conditionDropout < 1)) {
            throw new ConfigException(
                    "conditionDropout must lie in [0, 1) but was %s. 0.1 is usual where guidance is wanted, 0 where not."
                            .formatted(conditionDropout));
        }
    }

    /** The simple loss with every condition given. */
    public static DenoisingConfig defaults() {
        return RecipeReader.defaults(DenoisingConfig.class);
    }

    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        return new Denoising(schedule.create(), forward, prediction, conditioning, conditionDropout, device);
    }
}
