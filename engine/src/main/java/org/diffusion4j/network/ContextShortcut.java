// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * The way around the first block of a {@link ContextUnetConfig} where its input has another number of channels. The code
 * of the seed made a new random convolution in every call, which learns nothing and is in no checkpoint.
 */
public enum ContextShortcut {
    /** A trained 1x1 convolution, checkpoint name {@code shortcut}. */
    REGISTERED {
        @Override
        Path path(ParameterScope p, int in, int out) {
            Conv2d convolution = Conv2d.same(p.in("shortcut"), in, out, 1);
            return (x, time) -> convolution.forward(x);
        }
    },
    /**
     * An untrained 1x1 convolution, drawn anew for each call as in the seed: to repeat its training. A call is known by its
     * times, so a run can be repeated and resumed, and in sampling the size of the batch changes nothing.
     */
    RANDOM {
        @Override
        Path path(ParameterScope p, int in, int out) {
            return (x, time) -> drawn(x, in, out, Arrays.hashCode(Tensors.floats(time)));
        }
    },
    /** Nothing, which is the mean of the random ones: to sample from weights that were trained with them. */
    ZERO {
        @Override
        Path path(ParameterScope p, int in, int out) {
            return (x, time) -> torch.zeros(new long[] {1}, x.options());
        }
    };

    /** What is added to the output of the block. */
    @FunctionalInterface
    interface Path {
        /** x (B, in, H, W), time (B) or (1) -> (B, out, H, W), or what spreads to it. */
        Tensor of(Tensor x, Tensor time);
    }

    abstract Path path(ParameterScope p, int in, int out);

    private static Tensor drawn(Tensor x, int in, int out, long call) {
        Init rule = Init.uniform(1 / Math.sqrt(in)); // PyTorch's for a new convolution
        RandomStream stream = RandomStream.of(0, "shortcut", call);
        Tensor weight = Tensors.on(x.device(), Tensors.of(rule.draw(stream, out * in), out, in, 1, 1));
        Tensor bias = Tensors.on(x.device(), Tensors.of(rule.draw(stream, out), out));
        return new Conv2d(weight, new TensorOptional(bias), 1, 0).forward(x);
    }
}
