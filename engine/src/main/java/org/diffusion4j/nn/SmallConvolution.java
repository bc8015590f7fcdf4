// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.convolution_backward;
import static org.bytedeco.pytorch.global.torch.mm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.nn.OwnDerivative.Input;
import org.diffusion4j.nn.TrainingPass.Kept;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Temporaries;

/**
 * Convolutions in bfloat16 of small pictures with many channels, in training. The gradient of their kernel is one product of
 * matrices, of the pixels under every tap and the gradient of what came out. The library's own is slow where pictures have few
 * pixels. Both sum in float32 and round once.
 */
final class SmallConvolution {
    private static final long[] ONE = {1, 1};
    private static final int TAPS = 9;

    /** Pixels of a picture up to which the products are quicker, with so many channels on the side that has fewer. */
    private static final int SMALL = 16;

    private static final int LEAST_OF_SMALL = 64;

    /** The same for larger pictures. */
    private static final int MOST = 64;

    private static final int LEAST_OF_MOST = 128;

    /** Pairs of channels for these. */
    private static final int LEAST_PAIRS = 128 * 256;

    private SmallConvolution() {}

    /** Whether the gradient of weight (out, in, 3, 3) is quicker so for x (B, in, H, W), now on this thread. */
    static boolean isFor(Tensor x, Tensor weight, int stride, int padding) {
        if (!PackedKernel.isRounding()
                || !Engine.hasBfloat16()
                || !x.is_cpu()
                || stride != 1
                || padding != 1
                || weight.size(2) != 3
                || weight.size(3) != 3) {
            return false;
        }
        long pixels = x.size(2) * x.size(3);
        long pairs = weight.size(0) * weight.size(1);
        long least = Math.min(weight.size(0), weight.size(1));
        return pixels <= SMALL
                ? least >= LEAST_OF_SMALL
                : pixels <= MOST && least >= LEAST_OF_MOST && pairs >= LEAST_PAIRS;
    }

    /** x (B, in, H, W) -> (B, out, H, W) in bfloat16, channels-last, differentiable in all three. */
    static Tensor forward(TrainingPass pass, Tensor x, Tensor weight, TensorOptional bias) {
        return Temporaries.freedAfter(() -> {
            Tensor read = x.detach().to(ScalarType.BFloat16);
            Tensor rounded = weight.detach().to(ScalarType.BFloat16);
            Kept input = pass.keep(read);
            Kept kernel = pass.keep(rounded);
            ScalarType type = x.scalar_type().intern();
            List<Input> inputs = new ArrayList<>();
            inputs.add(new Input(
                    x, dy -> inputGradient(input.values(), kernel.values(), dy).to(type)));
            inputs.add(
                    new Input(weight, dy -> kernelGradient(input.values(), dy).to(ScalarType.Float)));
            if (bias.has_value()) {
                inputs.add(new Input(bias.get(), SmallConvolution::biasGradient));
            }
            return OwnDerivative.of(pass, convolved(read, rounded, bias), inputs, List.of(input, kernel));
        });
    }

    private static Tensor convolved(Tensor x, Tensor weight, TensorOptional bias) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return conv2d(x, weight, bias, ONE, ONE, ONE, 1);
        }
    }

    private static Tensor inputGradient(Tensor x, Tensor weight, Tensor dy) {
        BoolPointer inputAlone = new BoolPointer(3).put(0, true).put(1, false).put(2, false);
        return convolution_backward(
                        dy, x, weight, new long[] {dy.size(1)}, ONE, ONE, ONE, false, new long[2], 1, inputAlone)
                .get0();
    }

    /** The gradient (out, in, 3, 3) of the kernel, of x (B, in, H, W) and the gradient (B, out, H, W) of what came out. */
    static Tensor kernelGradient(Tensor x, Tensor dy) {
        long in = x.size(1);
        long out = dy.size(1);
        return Temporaries.freedAfter(() -> {
            Tensor made = dy.permute(0, 2, 3, 1).reshape(-1, out).t().contiguous(); // (out, B · H · W)
            return mm(made, underTaps(x)).view(out, 3, 3, in).permute(0, 3, 1, 2);
        });
    }

    /** What each tap of a kernel sees of x (B, in, H, W): (B · H · W, 9 · in), zeros outside. */
    private static Tensor underTaps(Tensor x) {
        long in = x.size(1);
        Tensor padded = constant_pad_nd(x.permute(0, 2, 3, 1), 0, 0, 1, 1, 1, 1);
        long picture = padded.stride(0);
        long row = padded.stride(1);
        long pixel = padded.stride(2);
        long[] size = {x.size(0), x.size(2), x.size(3), 3, 3 * in};
        return padded.as_strided(size, picture, row, pixel, row, 1).reshape(-1, TAPS * in);
    }

    private static Tensor biasGradient(Tensor dy) {
        return dy.sum(new long[] {0, 2, 3}, false, new ScalarTypeOptional(ScalarType.Float));
    }
}
