// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;

/**
 * The picture at the next of schedule.steps levels of a linear blend; the betas of the schedule do not
 * matter, and there is no other prediction.
 *
 * @param conditionDropout share of rows that train without their condition, in [0, 1)
 */
@Kind("next-image")
public record NextImageConfig(
        @Key(about = "share of rows that train without their condition", standard = "0")
        double conditionDropout) implements ObjectiveConfig {
    public NextImageConfig {
        DenoisingConfig.requireDropout(conditionDropout);
    }

    /** Every condition given. */
    public static NextImageConfig defaults() {
        return RecipeReader.defaults(NextImageConfig.class);
    }

    @Override
    public NextImageConfig withConditionDropout(double share) {
        return new NextImageConfig(share);
    }

    @Override
    public void requireFitting(NoiseSchedule schedule, Prediction prediction) {
        if (prediction != Prediction.EPSILON) {
            throw new ConfigException(
                    "prediction is %s, and a network that learns the next image predicts nothing else. Leave prediction out."
                            .formatted(prediction.toString().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        return new NextImage(new LinearBlend(schedule.steps()), conditioning, conditionDropout, device);
    }

    @Override
    public Forward noising(ScheduleConfig schedule) {
        return Forward.of(new LinearBlend(schedule.steps()));
    }

    @Override
    public ReverseProcess process() {
        return ReverseProcess.NEXT_IMAGE;
    }
}
