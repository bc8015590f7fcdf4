// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.Posterior;

/**
 * Lineage sampling with the mean written through the noise (Ho et al. 2020, algorithm 2, line 4): every step of the
 * schedule from {@code start} down, with its own α and β.
 *
 * <p>It gives what {@link Ddpm} gives without clipping wherever ᾱ is the product of α. The sprite seed's schedule is
 * not so at its first step, where ᾱ holds one factor more; its networks are sampled like this.
 *
 * @param start the noisiest time, the schedule's first step or later
 * @param variance how much noise a step adds; the last one adds none
 */
public record Lineage(NoiseSchedule schedule, int start, Ddpm.Variance variance) implements Sampler {
    public Lineage {
        if (variance.isLearned()) {
            throw new ConfigException(
                    "ancestral sampling through the noise knows the variances POSTERIOR and BETA but was given %s."
                                    .formatted(variance)
                            + " Use Ddpm for networks that learned theirs.");
        }
        if (start < schedule.firstStep() || start > schedule.lastStep()) {
            throw new ConfigException("a run must start at time %d to %d of the schedule but was asked to start at %d."
                            .formatted(schedule.firstStep(), schedule.lastStep(), start)
                    + " The last of them is pure noise.");
        }
    }

    @Override
    public int evaluations() {
        return start - schedule.firstStep() + 1;
    }

    @Override
    public double time(int evaluation) {
        return start - evaluation;
    }

    /** No history; {@code output} is the noise. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int t = start - state.evaluation();
        Posterior step = schedule.posterior(t);
        double scale = 1 / Math.sqrt(step.alpha());
        Tensor mean = blend(state.x(), scale, output, -scale * step.epsilonCoefficient());
        if (t == schedule.firstStep()) {
            return state.next(mean);
        }
        double sigma = variance == Ddpm.Variance.BETA ? Math.sqrt(step.beta()) : step.sigma();
        return state.next(plusScaled(mean, noise.unit(state.evaluation(), 0, state.x()), sigma));
    }
}
