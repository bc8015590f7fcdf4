// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.nn.BatchMeeting.Seat;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.tensor.Tensors;

/**
 * Normalisation of each channel over the rows and pixels of a batch (Ioffe and Szegedy 2015), as PyTorch's: epsilon
 * 1e-5; in training by the statistics of the batch, which move the running ones by a tenth (the variance that is kept is
 * the unbiased one); otherwise by the running ones.
 *
 * @param weight (C), checkpoint name {@code weight}
 * @param bias (C), checkpoint name {@code bias}
 * @param runningMean (C), checkpoint name {@code running_mean}
 * @param runningVariance (C), checkpoint name {@code running_var}
 * @param batches how many batches were seen, int64 without a shape, checkpoint name {@code num_batches_tracked}
 */
public record BatchNorm2d(
        TensorOptional weight,
        TensorOptional bias,
        TensorOptional runningMean,
        TensorOptional runningVariance,
        Tensor batches) {
    static final double MOMENTUM = 0.1;
    static final double EPSILON = 1e-5;

    /** Takes its tensors from {@code p}; first mean 0, first variance 1. */
    public static BatchNorm2d of(ParameterScope p, long channels) {
        return new BatchNorm2d(
                new TensorOptional(p.trained("weight", Init.ONES, channels)),
                new TensorOptional(p.trained("bias", Init.ZEROS, channels)),
                new TensorOptional(p.measured("running_mean", Init.ZEROS, channels)),
                new TensorOptional(p.measured("running_var", Init.ONES, channels)),
                p.counted("num_batches_tracked"));
    }

    /**
     * What a convolution and this normalisation by the running statistics are together: one convolution. As {@link
     * ParameterScope#packed} says, empty where the network is trained.
     */
    public Optional<PackedKernel> after(Conv2d convolution, ParameterScope p) {
        if (convolution.packed().isEmpty()) {
            return Optional.empty();
        }
        Tensor scale = Tensors.plus(runningVariance.get(), EPSILON).rsqrt().mul(weight.get()); // (C)
        // the kernel was not packed yet, and has its values
        Tensor folded = convolution.weight().mul(scale.view(-1, 1, 1, 1));
        Tensor shift =
                convolution.bias().get().sub(runningMean.get()).mul(scale).add(bias.get());
        return p.packed(folded, new TensorOptional(shift), convolution.stride(), convolution.padding());
    }

    /**
     * x (B, C, H, W) -> the same shape.
     *
     * @param isTraining whether the statistics are those of x, and the running ones move; from two threads at once only where
     *     they have seats in a {@link BatchMeeting}, whose statistics these are then
     */
    public Tensor forward(Tensor x, boolean isTraining) {
        return forward(x, isTraining, After.NONE);
    }

    /** The same, and then {@code after}. */
    public Tensor forward(Tensor x, boolean isTraining, After after) {
        Optional<TrainingPass> pass = TrainingPass.open().filter(open -> isTraining);
        Optional<Seat> seat = pass.flatMap(TrainingPass::seat);
        if (isTraining && seat.map(Seat::isFirst).orElse(true)) {
            batches.add_(new Scalar(1L)); // a whole one: the kept scalars are doubles
        }
        if (seat.isPresent()) {
            return WorkCount.norm(x, BatchNormTogether.forward(pass.get(), seat.get(), x, this, after));
        }
        return after.of(WorkCount.norm(
                x,
                torch.batch_norm(x, weight, bias, runningMean, runningVariance, isTraining, MOMENTUM, EPSILON, true)));
    }
}
