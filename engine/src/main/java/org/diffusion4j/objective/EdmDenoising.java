// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.sigma.Parameterization;

/**
 * The loss of Karras et al. 2022 (eq. 8): a log-normal noise level per row, and the weighted squared error of the
 * denoiser. The weight is such that it is the plain squared error of the network inside the preconditioning, whose target
 * is (x0 − c_skip x)/c_out.
 *
 * @param options how noise levels are drawn
 * @param edm what the network's output means
 * @param conditioning what the network is told
 * @param device where the network is
 */
public record EdmDenoising(EdmConfig options, Parameterization.Edm edm, Conditioning conditioning, Device device)
        implements Objective {
    @Override
    public Tensor loss(Network network, Batch batch, StepDraws draws) {
        double[] normals = draws.normals(batch.firstRow(), batch.rows());
        double[] sigmas = new double[normals.length];
        for (int row = 0; row < sigmas.length; row++) {
            sigmas[row] = options.sigma(normals[row]);
        }
        float[] noise = draws.noise(batch.firstRow(), batch.rows(), batch.rowElements());
        Condition condition = draws.told(batch, conditioning, options.conditionDropout());
        return loss(network, batch.x0(), sigmas, noise, condition, batch.shape());
    }

    /**
     * The loss for given noise levels and noise.
     *
     * @param x0 clean rows, (B, …) in row-major order
     * @param sigmas (B), above 0
     * @param noise shaped like x0
     * @param condition what is told of each row
     * @param shape of both
     */
    public Tensor loss(
            Network network, float[] x0, double[] sigmas, float[] noise, Condition condition, long... shape) {
        float[] input = new float[x0.length];
        float[] target = new float[x0.length];
        double[] times = new double[sigmas.length];
        int each = x0.length / sigmas.length;
        for (int row = 0; row < sigmas.length; row++) {
            double sigma = sigmas[row];
            times[row] = Parameterization.Edm.time(sigma);
            for (int i = row * each; i < (row + 1) * each; i++) {
                double x = x0[i] + sigma * noise[i];
                input[i] = (float) (edm.inputScale(sigma) * x);
                target[i] = (float) ((x0[i] - edm.skip(sigma) * x) / edm.out(sigma));
            }
        }
        RowTensors rows = new RowTensors(device);
        Tensor output = network.forward(rows.tensor(input, shape), rows.column(times), condition);
        return Distance.MSE.mean(output, rows.tensor(target, shape), 1);
    }
}
