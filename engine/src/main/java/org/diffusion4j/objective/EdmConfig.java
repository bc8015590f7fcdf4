// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import java.util.OptionalDouble;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.ScheduleConfig;

/**
 * The preconditioned denoiser of Karras et al. 2022; of the schedule only the number of steps matters, and that only to
 * sampling.
 *
 * @param sigmaData standard deviation of the data, above 0
 * @param logMean mean of ln σ
 * @param logDeviation standard deviation of ln σ, above 0
 * @param conditionDropout share of rows that train without their condition, in [0, 1)
 */
@Kind("edm")
public record EdmConfig(
        @Key(about = "standard deviation of the data", standard = "0.5")
        double sigmaData,

        @Key(about = "mean of the logarithm of the noise level", standard = "-1.2")
        double logMean,

        @Key(about = "standard deviation of that logarithm", standard = "1.2")
        double logDeviation,

        @Key(about = "share of rows that train without their condition", standard = "0")
        double conditionDropout)
        implements ObjectiveConfig {
    public EdmConfig {
        DenoisingConfig.requireDropout(conditionDropout);
        if (!(sigmaData > 0) || !(logDeviation > 0) || !Double.isFinite(logMean)) {
            throw new ConfigException(
                    "edm was given sigmaData %s, logMean %s and logDeviation %s; the first and last must be above 0. Usual are 0.5, -1.2 and 1.2."
                            .formatted(sigmaData, logMean, logDeviation));
        }
    }

    /** As the paper has it for pictures. */
    public static EdmConfig defaults() {
        return RecipeReader.defaults(EdmConfig.class);
    }

    /** The same for data of another standard deviation. */
    public EdmConfig withSigmaData(double deviation) {
        return new EdmConfig(deviation, logMean, logDeviation, conditionDropout);
    }

    /** The noise level that a unit Gaussian number stands for. */
    public double sigma(double normal) {
        return Math.exp(logMean + logDeviation * normal);
    }

    @Override
    public EdmConfig withConditionDropout(double share) {
        return new EdmConfig(sigmaData, logMean, logDeviation, share);
    }

    @Override
    public Objective create(ScheduleConfig schedule, Prediction prediction, Conditioning conditioning, Device device) {
        return new EdmDenoising(this, Parameterization.Edm.of(sigmaData, prediction), conditioning, device);
    }

    @Override
    public ReverseProcess process() {
        return ReverseProcess.EDM;
    }

    /** Time t of T is one of T levels from 0.002 to 80, as the paper spaces them. */
    @Override
    public Forward noising(ScheduleConfig schedule) {
        double[] down = Respacing.karras(80, 0.002, 7, schedule.steps());
        return new Forward(t -> 1, t -> down[down.length - 1 - t]);
    }

    @Override
    public OptionalDouble sigmaOfData() {
        return OptionalDouble.of(sigmaData);
    }
}
