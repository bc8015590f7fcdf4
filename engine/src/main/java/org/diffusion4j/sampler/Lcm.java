// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;

import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.TimeGrid;

/**
 * Multistep sampling of a latent consistency model (Luo et al. 2023, algorithm 3): the network's guess of the clean
 * sample is noised again to the next time.
 *
 * @param times whole times, descending
 * @param clip what is done to the estimate of the clean sample
 * @param timestepScaling how fast the boundary condition lets go of x with time; 10 is usual
 */
public record Lcm(NoiseSchedule schedule, TimeGrid times, Prediction prediction, Clip clip, double timestepScaling)
        implements Midway {
    /** σ_data² of the boundary condition c_skip, c_out. */
    private static final double DATA_VARIANCE = 0.25;

    public Lcm {
        if (!(timestepScaling > 0)) {
            throw ConfigException.naming(
                    "%s must be above 0 and finite but was %s. 10 is usual.",
                    new KeyName("timestepScaling"), timestepScaling);
        }
        prediction.requireSignal(schedule, IntStream.range(0, times.size()).map(times::step));
    }

    @Override
    public int evaluations() {
        return times.size();
    }

    @Override
    public double time(int evaluation) {
        return times.time(evaluation);
    }

    @Override
    public SamplerState begin(int evaluation, Tensor x0, Tensor noise) {
        int t = times.step(evaluation);
        return Midway.noised(evaluation, x0, schedule.sqrtAlphaBar(t), noise, schedule.sqrtOneMinusAlphaBar(t));
    }

    /** No history. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int t = times.step(state.evaluation());
        double scaled = t * timestepScaling;
        double norm = scaled * scaled + DATA_VARIANCE;
        double cSkip = DATA_VARIANCE / norm;
        double cOut = scaled / Math.sqrt(norm);

        Tensor xT = state.x();
        Tensor x0 = clip.apply(prediction.x0(xT, output, schedule.sqrtAlphaBar(t), schedule.sqrtOneMinusAlphaBar(t)));
        Tensor clean = blend(x0, cOut, xT, cSkip);
        if (state.evaluation() == times.size() - 1) {
            return state.next(clean);
        }
        int s = times.step(state.evaluation() + 1);
        Tensor unit = noise.unit(state.evaluation(), 0, xT);
        return state.next(blend(clean, schedule.sqrtAlphaBar(s), unit, schedule.sqrtOneMinusAlphaBar(s)));
    }
}
