// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import static org.bytedeco.pytorch.global.torch.l1_loss;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.tensor.Tensors;

/**
 * Learns the picture at the next level of a linear blend from the picture at this one: a uniform level per row, one
 * noise for both pictures, and the mean absolute distance.
 *
 * @param conditioning what the network is told
 * @param dropout share of rows that train without their condition, in [0, 1)
 * @param device where the network is
 */
public record NextImage(LinearBlend blend, Conditioning conditioning, double dropout, Device device)
        implements Objective {
    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        int[] levels = draws.times(batch.firstRow(), batch.rows(), 0, blend.steps());
        float[] noise = draws.noise(batch.firstRow(), batch.rows(), batch.rowElements());
        Condition condition = draws.told(batch, conditioning, dropout);
        return loss(network, batch.x0(), levels, noise, condition, batch.shape());
    }

    /**
     * The loss for given levels and noise.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param levels (B), 0 … steps − 1
     * @param noise shaped like x0
     * @param condition what is told of each row
     * @param shape of both
     */
    public Tensor loss(Network network, float[] x0, int[] levels, float[] noise, Condition condition, long... shape) {
        Forward forward = Forward.of(blend);
        float[] time = new float[levels.length];
        int[] next = new int[levels.length];
        for (int row = 0; row < levels.length; row++) {
            time[row] = levels[row];
            next[row] = levels[row] + 1;
        }
        Tensor output =
                network.forward(on(forward.noised(x0, noise, levels), shape), on(time, levels.length), condition);
        return l1_loss(output, on(forward.noised(x0, noise, next), shape));
    }

    private Tensor on(float[] values, long... shape) {
        return Tensors.on(device, Tensors.of(values, shape));
    }
}
