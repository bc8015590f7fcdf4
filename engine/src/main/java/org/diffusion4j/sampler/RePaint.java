// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Inpainting by a model that knows nothing of holes (Lugmayr et al. 2022, algorithm 1): after every step the known part
 * is put in with the noise of that time, and the walk goes back and forth ({@link #walk}) so that both parts agree.
 * The network predicts the noise.
 *
 * @param picture what is known, (B, C, H, W), in [−1, 1]
 * @param known 1 where the picture is known and 0 in the hole; broadcasts to the picture
 * @param entries the times of the walk: an entry below the one before it denoises, one above it puts noise back
 * @param stride how far a step leads, T / n
 * @param eta as {@link Ddim}'s
 * @param clip what is done to the estimate of the clean sample
 */
public record RePaint(
        NoiseSchedule schedule, Tensor picture, Tensor known, List<Integer> entries, int stride, double eta, Clip clip)
        implements Sampler {
    public RePaint {
        entries = List.copyOf(entries);
        if (!(eta >= 0 && eta <= 1)) {
            throw new ConfigException(
                    "eta must lie in [0, 1] but was %s. The paper's samples have 0 or 1.".formatted(eta));
        }
    }

    /**
     * The times of a walk of n steps with jumps (the paper's appendix B).
     *
     * @param steps n
     * @param stride T / n
     * @param jumpLength how many steps a jump goes back
     * @param jumpSamples how often every part is walked, 1 for no jumps
     */
    public static List<Integer> walk(int steps, int stride, int jumpLength, int jumpSamples) {
        if (steps < 1 || stride < 1 || jumpLength < 1 || jumpSamples < 1) {
            throw new ConfigException(
                    "steps, stride, jump length and jump samples must be at least 1 but were %d, %d, %d and %d. 250 steps with jumps of 10, walked 10 times, are the paper's."
                            .formatted(steps, stride, jumpLength, jumpSamples));
        }
        int[] jumps = new int[steps];
        for (int t = 0; t < steps - jumpLength; t += jumpLength) {
            jumps[t] = jumpSamples - 1;
        }
        List<Integer> entries = new ArrayList<>();
        int t = steps;
        while (t >= 1) {
            t--;
            entries.add(t * stride);
            if (jumps[t] > 0) {
                jumps[t]--;
                for (int i = 0; i < jumpLength; i++) {
                    t++;
                    entries.add(t * stride);
                }
            }
        }
        return entries;
    }

    /** True if the entry asks the network, false if it puts noise back. */
    public boolean denoises(int entry) {
        return entry == 0 || entries.get(entry) < entries.get(entry - 1);
    }

    @Override
    public int evaluations() {
        int count = 0;
        for (int entry = 0; entry < entries.size(); entry++) {
            count += denoises(entry) ? 1 : 0;
        }
        return count;
    }

    @Override
    public double time(int evaluation) {
        return entries.get(entry(evaluation));
    }

    /** No history. Draw 0 is the step's, 1, 2, … are of the jump back that follows. */
    @Override
    public SamplerState advance(SamplerState state, Tensor output, Noise noise) {
        int entry = entry(state.evaluation());
        Tensor x = denoised(state.x(), entry, output, noise.unit(state.evaluation(), 0, state.x()));
        int draws = 1;
        for (int e = entry + 1; e < entries.size() && !denoises(e); e++) {
            int first = draws;
            x = noisedBack(x, e, draw -> noise.unit(state.evaluation(), first + draw, state.x()));
            draws += stride;
        }
        return state.next(x);
    }

    /** The sample after a denoising entry, the known part put in with the noise {@code z}. */
    public Tensor denoised(Tensor x, int entry, Tensor output, Tensor z) {
        int t = entries.get(entry);
        double alphaBarT = schedule.alphaBar(t);
        double alphaBarS = t - stride < schedule.firstStep() ? 1 : schedule.alphaBar(t - stride);
        double sigma = eta * Math.sqrt((1 - alphaBarS) / (1 - alphaBarT) * (1 - alphaBarT / alphaBarS));

        Tensor x0 = clip.apply(Prediction.EPSILON.x0(x, output, Math.sqrt(alphaBarT), Math.sqrt(1 - alphaBarT)));
        Tensor filled = blend(x0, Math.sqrt(alphaBarS), output, Math.sqrt(Math.max(0, 1 - alphaBarS - sigma * sigma)));
        if (t > schedule.firstStep()) {
            filled = plusScaled(filled, z, sigma);
        }
        Tensor kept = blend(picture, Math.sqrt(alphaBarS), z, Math.sqrt(1 - alphaBarS));
        return filled.add(kept.sub(filled).mul(known));
    }

    /** The sample after an entry that puts noise back, one draw for each training step. */
    public Tensor noisedBack(Tensor x, int entry, IntFunction<Tensor> units) {
        int last = entries.get(entry - 1);
        Tensor noisy = x;
        for (int i = 0; i < stride; i++) {
            double beta = schedule.beta(last + i);
            noisy = blend(noisy, Math.sqrt(1 - beta), units.apply(i), Math.sqrt(beta));
        }
        return noisy;
    }

    private int entry(int evaluation) {
        int left = evaluation;
        for (int entry = 0; entry < entries.size(); entry++) {
            if (denoises(entry) && left-- == 0) {
                return entry;
            }
        }
        throw new ConfigException(
                "the walk has %d evaluations but number %d was asked for, counted from 0. Stop after the last one."
                        .formatted(evaluations(), evaluation));
    }
}
