// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.TimeGrid;

/**
 * DDIM run backwards, from a picture to the noise that gives it (Song et al. 2021, section 4.3): each step leads from
 * time t − stride to t, with the network asked at t.
 *
 * @param times whole times, ascending
 * @param stride how far below t a step starts, at least 1
 * @param startsClean what lies below time 0: the clean picture, or else the schedule's first step
 */
public record DdimInverse(
        NoiseSchedule schedule, TimeGrid times, int stride, Prediction prediction, Clip clip, boolean startsClean)
        implements Sampler {
    public DdimInverse {
        if (stride < 1) {
            throw new ConfigException(
                    "the stride must be at least 1 but was %d. It is T / n for n steps.".formatted(stride));
        }
        if (startsClean && prediction == Prediction.X0) {
            throw new ConfigException(
                    "a network that predicts the clean sample cannot tell the noise of a clean picture, from which this inversion starts. Start from the schedule's first step (set_alpha_to_one: false).");
        }
    }

    @Override
    public int evaluations() {
        return times.size();
    }

    @Override
    public double time(int evaluation) {
        return times.time(evaluation);
    }

    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int t = times.step(state.evaluation());
        double alphaBarC = alphaBar(Math.min(t - stride, schedule.lastStep()));
        double alphaBarT = schedule.alphaBar(t);
        double a = Math.sqrt(alphaBarC);
        double s = Math.sqrt(1 - alphaBarC);

        Tensor x0 = clip.apply(prediction.x0(state.x(), output, a, s));
        Tensor epsilon = prediction.epsilon(state.x(), output, a, s);
        return state.next(blend(x0, Math.sqrt(alphaBarT), epsilon, Math.sqrt(1 - alphaBarT)));
    }

    private double alphaBar(int c) {
        if (c >= schedule.firstStep()) {
            return schedule.alphaBar(c);
        }
        return startsClean ? 1 : schedule.alphaBar(schedule.firstStep());
    }
}
