// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Condition;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.network.Network;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.tensor.Tensors;

/**
 * A network as samplers ask it: double in, the same time for all rows, guided if wanted. The two evaluations of guidance
 * are one batch of twice the rows.
 *
 * @param lastStep the noisiest time of the schedule
 * @param readsVariance whether a learned variance is passed on; it is that of the conditional evaluation
 */
record NetworkDenoiser(
        Network network,
        Conditioning conditioning,
        Condition condition,
        Guidance guidance,
        int lastStep,
        boolean readsVariance,
        Device device)
        implements Denoiser {
    @Override
    public Tensor evaluate(Tensor xT, double time) {
        Tensor x = Tensors.toFloat(xT);
        Tensor t = Tensors.on(device, Tensors.of(new float[] {(float) time}, 1));
        int rows = (int) x.size(0);
        Condition told = condition == Condition.NONE ? conditioning.unconditional(rows) : condition;
        if (!guidance.isUsedAt(time / lastStep)) {
            Tensor output = network.forward(x, t, told);
            return readsVariance ? output : predicted(output, x);
        }
        Tensor both = network.forward(cat(new TensorVector(x, x), 0), t, told.then(conditioning.unconditional(rows)));
        Tensor given = both.narrow(0, 0, rows);
        Tensor guided = guidance.combine(predicted(given, x), predicted(both.narrow(0, rows, rows), x));
        return readsVariance ? cat(new TensorVector(guided, given.narrow(1, x.size(1), x.size(1))), 1) : guided;
    }

    /** The first half of the channels of an output that has a variance, and all of any other. */
    private static Tensor predicted(Tensor output, Tensor x) {
        return output.size(1) == x.size(1) ? output : output.narrow(1, 0, x.size(1));
    }
}
