// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv_transpose2d;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.PackedKernel.After;
import org.diffusion4j.tensor.Autocast;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * A convolution with a kernel of 3 x 3 of a picture that is enlarged before, each pixel to a square of four, and of channels
 * beside it that have the full size.
 *
 * <p>Of the nine pixels under the kernel only four differ. Where it is faster, the small picture goes through a transposed
 * convolution instead, of kernel 4 x 4 and stride 2, whose taps are sums of the kernel's. It takes 4/9 of these channels' multiplications, the
 * enlarged picture is never made, and the results differ in the last places. Source: Aitken et al., "Checkerboard artifact free
 * sub-pixel convolution", 2017, on what a resize convolution is the same as.
 *
 * @param convolution of the kernel (out, in, 3, 3), stride 1, padding 1
 * @param above channels of the small picture, the first ones of the kernel
 * @param packed the same for a network that is only asked; empty where it is trained
 */
public record EnlargingConv2d(Conv2d convolution, long above, Optional<PackedEnlarging> packed) {
    /** Pixels of a small picture from which on the library's operators for transposed convolutions are quick in bfloat16. */
    private static final long LEAST_ROUNDED = 256;

    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final int TAPS = 9;
    private static final int LARGE_TAPS = 16;

    /** A row of the kernel of 4 by the three taps of a row, w: (w2, w1 + w2, w0 + w1, w0). */
    private static final int[][] SUMMED = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};

    /** The convolution, whose layers were taken from {@code p}, of {@code above} channels of a small picture and others. */
    public static EnlargingConv2d of(ParameterScope p, Conv2d convolution, long above) {
        return new EnlargingConv2d(
                convolution, above, p.packedEnlarging(convolution.weight(), convolution.bias(), above));
    }

    /** x (B, in, H, W) -> (B, out, 2H, 2W). */
    public Tensor forward(Tensor x) {
        return isFromSmall(x)
                ? fromSmall(x, Optional.empty(), After.NONE)
                : Temporaries.insteadOf(enlarged(x, Optional.empty()), convolution::forward);
    }

    /** Whether {@link #fromSmall} is faster now for x (B, above, H, W). Where work is counted it is not taken: counts are of the plain one. */
    public boolean isFromSmall(Tensor x) {
        if (WorkCount.isOpen() || !x.is_cpu()) {
            return false;
        }
        boolean isAsked = packed.isPresent() && PackedKernel.isFor(x);
        boolean isTrained = packed.isEmpty()
                && TrainingPass.open().filter(TrainingPass::hasOwnWays).isPresent();
        if (!isAsked && !isTrained) {
            return false;
        }
        if (PackedKernel.isRounding()) {
            return Engine.hasBfloat16() && x.size(2) * x.size(3) >= LEAST_ROUNDED;
        }
        return x.scalar_type().intern() == ScalarType.Float && !(isAsked ? isFilteredAsking(x) : isFilteredTraining(x));
    }

    /** Whether minimal filtering spares as much or more. Where vectors are wide it does not. */
    private boolean isFilteredAsking(Tensor x) {
        return !Engine.hasWideVectors()
                && Winograd.isFor(convolution.weight(), 1, 1)
                && Winograd.isForAsking(x, above, out())
                && WinogradTrial.isPassed();
    }

    /** The same in training, where no trial may decide: a run that is resumed computes as it began. */
    private boolean isFilteredTraining(Tensor x) {
        return Winograd.isFor(convolution.weight(), 1, 1) && Winograd.isForTraining(x, above, out());
    }

    private long out() {
        return convolution.weight().size(0);
    }

    /**
     * x (B, above, H, W) -> (B, out, 2H, 2W), and then {@code after}.
     *
     * @param beside (B, in - above, 2H, 2W), where the kernel has more channels than {@code above}
     */
    public Tensor fromSmall(Tensor x, Optional<Tensor> beside, After after) {
        return packed.isPresent() && PackedKernel.isFor(x)
                ? packed.get().forward(x, beside, after)
                : after.of(spread(x, beside));
    }

    /** What the plain convolution reads: x (B, above, H, W) -> (B, in, 2H, 2W), {@code beside} behind it. */
    public static Tensor enlarged(Tensor x, Optional<Tensor> beside) {
        Tensor large = upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3));
        return beside.map(other -> Temporaries.insteadOf(large, first -> cat(new TensorVector(first, other), 1)))
                .orElse(large);
    }

    /** The same for a gradient. The bias comes apart: within transposed convolutions its gradient is slow. */
    private Tensor spread(Tensor x, Optional<Tensor> beside) {
        Tensor weight = convolution.packed().map(PackedKernel::plain).orElse(convolution.weight());
        TensorOptional bias = convolution.bias();
        return Temporaries.freedAfter(() -> {
            Tensor kernel = taps(weight.narrow(1, 0, above));
            Tensor sum = conv_transpose2d(x, kernel, new TensorOptional(), TWO, ONE, new long[2], 1, ONE);
            if (beside.isPresent()) {
                Tensor others = weight.narrow(1, above, weight.size(1) - above);
                Tensor convolved = torch.conv2d(beside.get(), others, bias, ONE, ONE, ONE, 1);
                return InPlace.add(convolved, sum);
            }
            return bias.has_value()
                    ? InPlace.add(sum, bias.get().view(1, -1, 1, 1).to(sum.scalar_type()))
                    : sum;
        });
    }

    /** The kernel of 4 x 4, summed in float32: (out, above, 3, 3) -> (above, out, 4, 4). */
    static Tensor taps(Tensor weight) {
        long out = weight.size(0);
        long in = weight.size(1);
        Tensor rows = Tensors.toFloat(weight.reshape(out * in, TAPS));
        return Autocast.exact(
                DeviceType.CPU,
                () -> torch.matmul(rows, rule()).view(out, in, 4, 4).transpose(0, 1));
    }

    /** Rows and columns as one matrix, (9, 16). */
    private static Tensor rule() {
        float[] both = new float[TAPS * LARGE_TAPS];
        for (int tap = 0; tap < TAPS; tap++) {
            for (int sum = 0; sum < LARGE_TAPS; sum++) {
                both[tap * LARGE_TAPS + sum] = SUMMED[sum / 4][tap / 3] * SUMMED[sum % 4][tap % 3];
            }
        }
        return Tensors.of(both, TAPS, LARGE_TAPS);
    }
}
