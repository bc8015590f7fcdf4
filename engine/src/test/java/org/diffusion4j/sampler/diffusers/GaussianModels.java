// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plus;
import static org.diffusion4j.tensor.Tensors.times;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.SigmaTable;

/** The exact denoisers of normally distributed data, as networks of each kind would say them. */
final class GaussianModels {
    static final double MEAN = 0.5;
    static final double DEVIATION = 0.4;

    /** The library's usual preconditioning. */
    static final Parameterization.Edm EDM = new Parameterization.Edm(0.5, 1);

    private GaussianModels() {}

    /** What a class expects of a network: the noise, part of the preconditioned denoiser, or a slope. */
    static Denoiser of(SchedulerValues values) {
        return switch (values.kind().grid()) {
            case STEPS, INVERSE, OWN, LEVELS, MULTISTEP -> noise(DiffusersSchedule.create(values));
            case EDM -> edm(EDM);
            case FLOW -> flow();
        };
    }

    /** The noise, by the time of a schedule. */
    static Denoiser noise(NoiseSchedule schedule) {
        SigmaTable table = new SigmaTable(schedule);
        return (x, time) -> {
            double sigma = table.sigma(time);
            double a = 1 / Math.sqrt(1 + sigma * sigma);
            double s = sigma * a;
            return blend(x, 1 / s, x0(x, a, s), -a / s);
        };
    }

    /** The clean sample, by the time of a schedule. */
    static Denoiser clean(NoiseSchedule schedule) {
        return (x, time) -> x0(x, schedule.sqrtAlphaBar((int) time), schedule.sqrtOneMinusAlphaBar((int) time));
    }

    /** A network's part of the preconditioned denoiser, by ln σ / 4. */
    static Denoiser edm(Parameterization.Edm edm) {
        return (input, time) -> {
            double sigma = Math.exp(4 * time);
            Tensor x = times(input, 1 / edm.inputScale(sigma));
            Tensor zero = times(x, 0);
            Tensor cSkipX = edm.x0(x, zero, sigma);
            double cOut = sigma * edm.sigmaData() * edm.inputScale(sigma) * edm.outputSign();
            return times(x0(x, 1, sigma).sub(cSkipX), 1 / cOut);
        };
    }

    /** The slope of a straight path, by 1,000 σ. */
    static Denoiser flow() {
        return (x, time) -> {
            double sigma = time / 1000;
            return blend(x, 1 / sigma, x0(x, 1 - sigma, sigma), -1 / sigma);
        };
    }

    /** E[x0 | x = a x0 + s ε]. */
    private static Tensor x0(Tensor x, double a, double s) {
        double gain = DEVIATION * DEVIATION * a / (a * a * DEVIATION * DEVIATION + s * s);
        return plus(times(x, gain), MEAN * (1 - gain * a));
    }
}
