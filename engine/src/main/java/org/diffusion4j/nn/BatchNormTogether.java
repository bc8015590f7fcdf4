// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.batch_norm_update_stats;
import static org.bytedeco.pytorch.global.torch.native_batch_norm;
import static org.bytedeco.pytorch.global.torch.native_batch_norm_backward;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.nn.BatchMeeting.Seat;
import org.diffusion4j.nn.OwnDerivative.Input;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.nn.TrainingPass.Kept;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * {@link BatchNorm2d} in training where threads have pieces of the batch: mean and variance are those of all pieces, and so are
 * the two sums over the batch that the gradient of x needs (Ioffe and Szegedy 2015, section 3).
 */
final class BatchNormTogether {
    private final Seat seat;
    private final After after;
    private final Kept x;
    private final Kept weight;
    private final Kept bias;
    private final double count;
    private final double[] mean;
    private final double[] variance;
    private @Nullable Own own;

    private BatchNormTogether(TrainingPass pass, Seat seat, Tensor x, BatchNorm2d norm, After after) {
        this.seat = seat;
        this.after = after;
        this.x = pass.keep(x.contiguous(MemoryFormat.ChannelsLast));
        weight = pass.keep(norm.weight().get());
        bias = pass.keep(norm.bias().get());
        int channels = (int) x.size(1);
        double[] sums = seat.sums(moments(this.x.values(), channels));
        count = sums[2 * channels];
        mean = new double[channels];
        variance = new double[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = sums[c] / count;
            variance[c] = Math.max(0, sums[channels + c] / count - mean[c] * mean[c]);
        }
    }

    /** Sums of the values and of their squares in each channel, and how many these are. */
    private static double[] moments(Tensor x, int channels) {
        double count = (double) x.numel() / channels;
        T_TensorTensor_T own =
                batch_norm_update_stats(Tensors.toFloat(x), new TensorOptional(), new TensorOptional(), 0);
        double[] mean = Tensors.doubles(own.get0());
        double[] variance = Tensors.doubles(own.get1());
        double[] sums = new double[2 * channels + 1];
        for (int c = 0; c < channels; c++) {
            sums[c] = count * mean[c];
            sums[channels + c] = count * (variance[c] + mean[c] * mean[c]);
        }
        sums[2 * channels] = count;
        return sums;
    }

    /**
     * x (B, C, H, W), a piece of the batch -> the same shape, with {@code after} done to it; the first seat moves the running
     * statistics. What lies between is computed anew on the way back and not kept.
     */
    static Tensor forward(TrainingPass pass, Seat seat, Tensor x, BatchNorm2d norm, After after) {
        return Temporaries.freedAfter(() -> {
            BatchNormTogether together;
            Tensor y;
            try (NoGradGuard guard = new NoGradGuard()) {
                together = new BatchNormTogether(pass, seat, x, norm, after);
                if (seat.isFirst()) {
                    together.move(norm);
                }
                y = after.of(together.normalized());
            }
            return OwnDerivative.of(
                    pass,
                    y,
                    List.of(
                            new Input(
                                    norm.weight().get(), dy -> together.own(dy).weight()),
                            new Input(norm.bias().get(), dy -> together.own(dy).bias()),
                            new Input(x, together::inputGradient)),
                    List.of(together.x, together.weight, together.bias));
        });
    }

    /** The variance that is kept is the unbiased one. */
    private void move(BatchNorm2d norm) {
        double unbiased = count / Math.max(1, count - 1);
        moved(norm.runningMean().get(), 1, mean);
        moved(norm.runningVariance().get(), unbiased, variance);
    }

    private static void moved(Tensor running, double factor, double... values) {
        Tensor whole = Tensors.times(Tensors.like(running, values), factor);
        running.mul_(Tensors.scalar(1 - BatchNorm2d.MOMENTUM)).add_(whole, Tensors.scalar(BatchNorm2d.MOMENTUM));
    }

    private TensorOptional perChannel(double... values) {
        return new TensorOptional(Tensors.like(weight.values(), values));
    }

    private Tensor normalized() {
        T_TensorTensorTensor_T result = native_batch_norm(
                x.values(),
                new TensorOptional(weight.values()),
                new TensorOptional(bias.values()),
                perChannel(mean),
                perChannel(variance),
                false,
                0,
                BatchNorm2d.EPSILON);
        return new Tensor(result.get0());
    }

    /** The gradients of weight and bias, of this thread's rows alone. */
    private Own own(Tensor dy) {
        if (own == null) {
            Tensor given = after.gradient(dy.contiguous(MemoryFormat.ChannelsLast), normalized());
            T_TensorTensorTensor_T result = native_batch_norm_backward(
                    given,
                    x.values(),
                    new TensorOptional(weight.values()),
                    perChannel(mean),
                    perChannel(variance),
                    new TensorOptional(),
                    new TensorOptional(),
                    false,
                    BatchNorm2d.EPSILON,
                    withoutInput());
            own = new Own(given, new Tensor(result.get1()), new Tensor(result.get2()));
        }
        return own;
    }

    private static BoolPointer withoutInput() {
        return new BoolPointer(3).put(0, false).put(1, true).put(2, true);
    }

    /** dx = w / s (dy − mean(dy) − x^ mean(x^ dy)), x^ = (x − mean) / s, as a multiple of dy, one of x and a constant. */
    private Tensor inputGradient(Tensor dy) {
        Own mine = own(dy);
        int channels = mean.length;
        double[] given = new double[2 * channels];
        System.arraycopy(Tensors.doubles(mine.bias()), 0, given, 0, channels);
        System.arraycopy(Tensors.doubles(mine.weight()), 0, given, channels, channels);
        double[] sums = seat.sums(given);
        double[] scale = Tensors.doubles(weight.values());
        double[] ofX = new double[channels];
        double[] constant = new double[channels];
        for (int c = 0; c < channels; c++) {
            double inverse = 1 / Math.sqrt(variance[c] + BatchNorm2d.EPSILON);
            scale[c] *= inverse;
            ofX[c] = -scale[c] * inverse * sums[channels + c] / count;
            constant[c] = -scale[c] * sums[c] / count - ofX[c] * mean[c];
        }
        double[] one = new double[channels];
        Arrays.fill(one, 1);
        TensorOptional nothing = perChannel(new double[channels]);
        Tensor rest = new Tensor(native_batch_norm(
                        x.values(), perChannel(ofX), perChannel(constant), nothing, perChannel(one), false, 0, 0)
                .get0());
        return rest.addcmul_(mine.given(), perChannel(scale).get().view(1, -1, 1, 1));
    }

    /** @param given the gradient of what was normalised */
    private record Own(Tensor given, Tensor weight, Tensor bias) {}
}
