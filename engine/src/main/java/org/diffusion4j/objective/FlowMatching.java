// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;

/**
 * Flow matching (Lipman et al. 2023; Liu et al. 2023): x = (1 − σ) x0 + σ ε at a random level σ per row, and the mean
 * squared distance to the slope ε − x0.
 *
 * @param steps what a level is multiplied by to be the network's time
 * @param conditioning what the network is told
 * @param device where the network is
 */
public record FlowMatching(FlowConfig options, int steps, Conditioning conditioning, Device device)
        implements Objective {
    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        double[] normals = draws.normals(batch.firstRow(), batch.rows());
        double[] uniforms = draws.uniforms(batch.firstRow(), batch.rows());
        double[] levels = new double[normals.length];
        for (int row = 0; row < levels.length; row++) {
            levels[row] = options.times().level(options, normals[row], uniforms[row]);
        }
        float[] noise = draws.noise(batch.firstRow(), batch.rows(), batch.rowElements());
        Condition condition = draws.told(batch, conditioning, options.conditionDropout());
        return loss(network, batch.x0(), levels, noise, condition, batch.shape());
    }

    /**
     * The loss for given levels and noise.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param levels (B), 0 clean to 1 noise
     * @param noise shaped like x0
     * @param condition what is told of each row
     * @param shape of both
     */
    public Tensor loss(
            Network network, float[] x0, double[] levels, float[] noise, Condition condition, long... shape) {
        float[] x = new float[x0.length];
        float[] slope = new float[x0.length];
        double[] times = new double[levels.length];
        int each = x0.length / levels.length;
        for (int row = 0; row < levels.length; row++) {
            times[row] = steps * levels[row];
            for (int i = row * each; i < (row + 1) * each; i++) {
                x[i] = (float) ((1 - levels[row]) * x0[i] + levels[row] * noise[i]);
                slope[i] = noise[i] - x0[i];
            }
        }
        RowTensors rows = new RowTensors(device);
        Tensor output = network.forward(rows.tensor(x, shape), rows.column(times), condition);
        return Distance.MSE.mean(output, rows.tensor(slope, shape), 1);
    }
}
