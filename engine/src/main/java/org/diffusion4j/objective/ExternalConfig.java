// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.ScheduleConfig;

/**
 * What was learned elsewhere and cannot be learned here; the samplers that fit are known.
 *
 * @param process that the network learned to reverse
 */
@Kind("external")
public record ExternalConfig(
        @Key(about = "what samplers reverse: diffusion, edm, flow")
        ReverseProcess process) implements ObjectiveConfig {
    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        throw new ConfigException(
                "objective external says that the model was trained elsewhere, and nothing can be learned by it. Set objective to one of this project's, such as denoising.");
    }

    @Override
    public double conditionDropout() {
        return 0;
    }
}
