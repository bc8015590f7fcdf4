// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.mse_loss;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

/**
 * The simple loss of Ho et al. 2020 (eq. 14): a uniform time per row, xT = √ᾱ x0 + √(1−ᾱ) ε, and the mean squared
 * distance between the network's output and its target.
 *
 * @param form how strong the noise is
 * @param prediction what the network's output means, and so its target
 * @param conditioning what the network is told
 * @param dropout share of rows that train without their condition, in [0, 1)
 * @param device where the network is
 */
public record Denoising(
        NoiseSchedule schedule,
        ForwardForm form,
        Prediction prediction,
        Conditioning conditioning,
        double dropout,
        Device device)
        implements Objective {
    /** The loss of a network that takes no condition. */
    public Denoising(NoiseSchedule schedule, Prediction prediction, Device device) {
        this(schedule, ForwardForm.ROOT, prediction, Conditioning.NONE, 0, device);
    }

    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        int[] times = draws.times(batch.firstRow(), batch.rows(), schedule.firstStep(), schedule.steps());
        float[] noise = draws.noise(batch.firstRow(), batch.rows(), batch.rowElements());
        Condition condition = dropout == 0
                ? batch.condition()
                : conditioning.drop(batch.condition(), draws.dropped(batch.firstRow(), batch.rows(), dropout));
        return loss(network, batch.x0(), times, noise, condition, batch.shape());
    }

    /**
     * The loss for given times and noise.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param times (B)
     * @param noise shaped like x0
     * @param condition what is told of each row
     * @param shape of both
     */
    public Tensor loss(Network network, float[] x0, int[] times, float[] noise, Condition condition, long... shape) {
        float[] target = new float[x0.length];
        float[] time = new float[times.length];
        int each = x0.length / times.length;
        Forward forward = form.of(schedule);
        for (int row = 0; row < times.length; row++) {
            time[row] = times[row];
            double a = forward.signal().applyAsDouble(times[row]);
            double s = forward.spread().applyAsDouble(times[row]);
            prediction.target(x0, noise, a, s, target, row * each, each);
        }
        Tensor xT = on(forward.noised(x0, noise, times), shape);
        return mse_loss(network.forward(xT, on(time, times.length), condition), on(target, shape));
    }

    private Tensor on(float[] values, long... shape) {
        return Tensors.on(device, Tensors.of(values, shape));
    }
}
