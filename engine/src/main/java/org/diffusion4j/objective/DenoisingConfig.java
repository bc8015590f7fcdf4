// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;

/**
 * The loss of DDPM and its variants.
 *
 * @param forward how strong the noise is
 * @param distance between output and target
 * @param huberDelta where Huber's distance goes over from a square to a straight line; above 0
 * @param weight of rows by their noise
 * @param learnedVariance adds the variational bound, from which the network learns the variance of a step
 * @param varianceWeight of that bound, counted as a sum over all times; above 0
 * @param selfConditioning shows the network its own estimate of the clean sample in half of the steps
 * @param conditionDropout share of rows that train without their condition, in [0, 1)
 */
@Kind("denoising")
public record DenoisingConfig(
        @Key(
                about = "strength of the noise: root (of 1 - abar), or seed (1 - abar, for the sprite seed's weights)",
                standard = "root")
        ForwardForm forward,

        @Key(about = "distance between output and target: mse, l1, huber", standard = "mse")
        Distance distance,

        @Key(about = "where Huber's distance becomes straight", standard = "1")
        double huberDelta,

        @Key(about = "weight of rows by their noise: even, snr, min-snr, p2", standard = "even")
        LossWeight weight,

        @Key(about = "the network learns the variance of a step too (hybrid loss)", standard = "false")
        boolean learnedVariance,

        @Key(about = "weight of the bound that teaches the variance", standard = "0.001")
        double varianceWeight,

        @Key(about = "the network sees its own estimate in half of the steps", standard = "false")
        boolean selfConditioning,

        @Key(
                about = "share of rows that train without their condition; guidance needs some, 0.1 is usual",
                standard = "0")
        double conditionDropout)
        implements ObjectiveConfig {
    public DenoisingConfig {
        requireDropout(conditionDropout);
        if (!(huberDelta > 0) || !(varianceWeight > 0)) {
            throw new ConfigException(
                    "the objective was given huberDelta %s and varianceWeight %s; both must be above 0. Usual are 1 and 0.001."
                            .formatted(huberDelta, varianceWeight));
        }
        if (forward != ForwardForm.ROOT && (learnedVariance || selfConditioning)) {
            throw new ConfigException(
                    "objective.forward is seed, and neither a learned variance nor self-conditioning is defined for it. Use forward: root, or leave them out.");
        }
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

    /** The same with the variance of a step learned, or not. */
    public DenoisingConfig withLearnedVariance(boolean isLearned) {
        return new DenoisingConfig(
                forward, distance, huberDelta, weight, isLearned, varianceWeight, selfConditioning, conditionDropout);
    }

    @Override
    public DenoisingConfig withConditionDropout(double share) {
        return new DenoisingConfig(
                forward, distance, huberDelta, weight, learnedVariance, varianceWeight, selfConditioning, share);
    }

    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        NoiseSchedule tables = schedule.create();
        if (prediction == Prediction.EPSILON && endsWithoutSignal(tables)) {
            throw new ConfigException(
                    "prediction is epsilon, and this schedule leaves no signal at its last step (terminalSnr zero), where nothing of the clean sample could be learned from the noise. Use the prediction velocity or x0.");
        }
        return new Denoising(tables, this, prediction, conditioning, device);
    }

    private static boolean endsWithoutSignal(NoiseSchedule schedule) {
        return schedule.alphaBar(schedule.lastStep()) == 0;
    }

    @Override
    public void requireFitting(NoiseSchedule schedule, Prediction prediction) {
        if (prediction == Prediction.EPSILON && !(weight instanceof LossWeight.Even) && endsWithoutSignal(schedule)) {
            throw new ConfigException(
                    "objective.weight divides by the signal-to-noise ratio where the prediction is epsilon, and this schedule ends with a ratio of 0 (terminalSnr zero). Use the prediction velocity or x0, or the weight even.");
        }
    }

    @Override
    public boolean learnsVariance() {
        return learnedVariance;
    }

    @Override
    public boolean isSelfConditioned() {
        return selfConditioning;
    }
}
