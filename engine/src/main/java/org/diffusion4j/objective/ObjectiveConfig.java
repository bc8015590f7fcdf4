// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.OptionalDouble;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Kinds;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;

/** What is learned, as a recipe names it. */
@Kinds({DenoisingConfig.class, NextImageConfig.class, EdmConfig.class, FlowConfig.class})
public interface ObjectiveConfig {
    /**
     * The loss.
     *
     * @param schedule how noise is added
     * @param prediction what the network's output means
     * @param conditioning what the network is told
     * @param device where the network is
     */
    Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device);

    /** How clean rows are made noisy in training; for pictures of it. */
    default Forward noising(ScheduleConfig schedule) {
        return forward().of(schedule.create());
    }

    /** How strong the noise is; samplers must know. */
    default ForwardForm forward() {
        return ForwardForm.ROOT;
    }

    /** The share of rows that train without their condition, in [0, 1); guidance needs more than none. */
    double conditionDropout();

    /** The same with another share of them. */
    ObjectiveConfig withConditionDropout(double share);

    /**
     * Refuses what cannot be learned with a schedule.
     *
     * @param prediction what the network's output means
     * @throws org.diffusion4j.error.ConfigException with what can
     */
    default void requireFitting(NoiseSchedule schedule, Prediction prediction) {}

    /** Which reverse process a network that learned this can be led through. */
    default ReverseProcess process() {
        return ReverseProcess.DIFFUSION;
    }

    /** Whether the second half of the network's output channels is a variance. */
    default boolean learnsVariance() {
        return false;
    }

    /** Whether the network sees its own earlier estimate of the clean sample. */
    default boolean isSelfConditioned() {
        return false;
    }

    /** The standard deviation of the data that a preconditioned network assumes; samplers must assume the same. */
    default OptionalDouble sigmaOfData() {
        return OptionalDouble.empty();
    }
}
