// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.mse_loss;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

/**
 * The simple loss of Ho et al. 2020 (eq. 14): a uniform time per row, xT = √ᾱ x0 + √(1−ᾱ) ε, and the mean squared
 * distance between the network's output and its target.
 *
 * @param prediction what the network's output means, and so its target
 */
public record Denoising(NoiseSchedule schedule, Prediction prediction) implements Objective {
    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        int[] times = draws.times(batch.firstRow(), batch.rows(), schedule.steps());
        Tensor noise = Tensors.of(draws.noise(batch.firstRow(), batch.rows(), batch.rowElements()), batch.shape());
        return loss(network, batch.tensor(), times, noise);
    }

    /** The loss for given times and noise. x0 and noise (B, …), times (B). */
    public Tensor loss(Network network, Tensor x0, int[] times, Tensor noise) {
        float[] raw = new float[times.length];
        float[] signal = new float[times.length];
        float[] spread = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            double alphaBar = schedule.alphaBar(times[i]);
            raw[i] = times[i];
            signal[i] = (float) Math.sqrt(alphaBar);
            spread[i] = (float) Math.sqrt(1 - alphaBar);
        }
        long[] column = new long[(int) x0.dim()];
        java.util.Arrays.fill(column, 1);
        column[0] = times.length;
        Tensor a = Tensors.of(signal, column); // (B, 1, …)
        Tensor s = Tensors.of(spread, column);
        Tensor xT = x0.mul(a).addcmul_(noise, s);
        return mse_loss(network.forward(xT, Tensors.of(raw, times.length)), prediction.target(x0, noise, a, s));
    }
}
