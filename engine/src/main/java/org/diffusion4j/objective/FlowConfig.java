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
 * Flow matching along straight paths (Lipman et al. 2023; Esser et al. 2024); of the schedule only the number of steps
 * matters, by which levels are multiplied to be times.
 *
 * @param times how noise levels are drawn
 * @param mean of the Gaussian number behind logit-normal levels
 * @param deviation of it, above 0
 * @param modeScale of mode levels: −1 to 2/(π−2); 0 is even
 * @param conditionDropout share of rows that train without their condition, in [0, 1)
 */
@Kind("flow")
public record FlowConfig(
        @Key(about = "how noise levels are drawn: uniform, logit-normal, mode", standard = "logit-normal")
        FlowTimes times,

        @Key(about = "mean behind logit-normal levels; above 0 favours noise", standard = "0")
        double mean,

        @Key(about = "standard deviation behind logit-normal levels", standard = "1")
        double deviation,

        @Key(about = "how much mode levels favour the middle", standard = "1.29")
        double modeScale,

        @Key(about = "share of rows that train without their condition", standard = "0")
        double conditionDropout)
        implements ObjectiveConfig {
    private static final double MOST = 2 / (Math.PI - 2);

    public FlowConfig {
        DenoisingConfig.requireDropout(conditionDropout);
        if (!(deviation > 0) || !Double.isFinite(mean) || !(modeScale >= -1 && modeScale <= MOST)) {
            throw new ConfigException(
                    "flow was given the mean %s, the deviation %s and the modeScale %s; the second must be above 0, the last lie in -1 to 1.75. Usual are 0, 1 and 1.29."
                            .formatted(mean, deviation, modeScale));
        }
    }

    /** Logit-normal levels, every condition given. */
    public static FlowConfig defaults() {
        return RecipeReader.defaults(FlowConfig.class);
    }

    @Override
    public FlowConfig withConditionDropout(double share) {
        return new FlowConfig(times, mean, deviation, modeScale, share);
    }

    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        return new FlowMatching(this, schedule.steps(), conditioning, device);
    }

    @Override
    public ReverseProcess process() {
        return ReverseProcess.FLOW;
    }

    @Override
    public Forward noising(ScheduleConfig schedule) {
        double steps = schedule.steps();
        return new Forward(t -> 1 - (t + 1) / steps, t -> (t + 1) / steps);
    }
}
