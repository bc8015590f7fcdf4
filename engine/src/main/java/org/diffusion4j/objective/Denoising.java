// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.mse_loss;

import org.bytedeco.pytorch.Device;
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
 * @param device where the network is
 */
public record Denoising(NoiseSchedule schedule, Prediction prediction, Device device) implements Objective {
    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        int[] times = draws.times(batch.firstRow(), batch.rows(), schedule.steps());
        Tensor noise = Tensors.of(draws.noise(batch.firstRow(), batch.rows(), batch.rowElements()), batch.shape());
        return loss(network, batch.tensor(), times, noise);
    }

    /** The loss for given times and noise. x0 and noise (B, …), times (B). */
    public Tensor loss(Network network, Tensor cleanBatch, int[] times, Tensor unitNoise) {
        Tensor x0 = Tensors.on(device, cleanBatch);
        Tensor noise = Tensors.on(device, unitNoise);
        float[] raw = new float[times.length];
        for (int i = 0; i < times.length; i++) {
            raw[i] = times[i];
        }
        Forward.Columns weights = Forward.of(schedule).at(times, x0.dim(), device);
        Tensor xT = weights.noised(x0, noise);
        Tensor time = Tensors.on(device, Tensors.of(raw, times.length));
        return mse_loss(network.forward(xT, time), prediction.target(x0, noise, weights.signal(), weights.spread()));
    }
}
