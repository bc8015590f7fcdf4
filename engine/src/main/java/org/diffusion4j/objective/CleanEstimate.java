// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.tensor.Tensors;

/** The clean sample that a network's output stands for, with another time for every row. */
public record CleanEstimate(NoiseSchedule schedule, Prediction prediction) {
    /**
     * From predictions.
     *
     * @param xT (B, C, …), float32
     * @param output (B, C, …) or more channels, of which the first C are used
     * @param times (B), or (1) where all rows share one
     */
    public Tensor x0(Tensor xT, Tensor output, int... times) {
        RowTensors rows = new RowTensors(xT.device());
        Tensor predicted = output.narrow(1, 0, xT.size(1));
        Tensor ofX = rows.factors(times, xT.dim(), t -> prediction.weightOfX(a(t), s(t)));
        Tensor ofOutput = rows.factors(times, xT.dim(), t -> prediction.weightOfOutput(a(t), s(t)));
        return xT.mul(ofX).add_(predicted.mul(ofOutput));
    }

    /**
     * What the network sees of it where it is conditioned on its own estimate (Chen et al. 2022, section 2.2): cut to
     * [−1, 1], the range of pictures, since at the noisiest times the estimate from noise is a hundred times too large.
     */
    public Tensor seen(Tensor xT, Tensor output, int... times) {
        return x0(xT, output, times)
                .clamp_(new ScalarOptional(Tensors.scalar(-1)), new ScalarOptional(Tensors.scalar(1)));
    }

    private double a(int t) {
        return schedule.sqrtAlphaBar(t);
    }

    private double s(int t) {
        return schedule.sqrtOneMinusAlphaBar(t);
    }
}
