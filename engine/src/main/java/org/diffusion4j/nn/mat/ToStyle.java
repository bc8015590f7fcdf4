// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;

/**
 * From features to one vector of style: convolutions that halve the image, the mean over what is left, one layer.
 *
 * @param convs checkpoint names {@code conv.0}, {@code conv.1}, …
 * @param fc checkpoint name {@code fc}
 */
public record ToStyle(List<Conv2dLayer> convs, FullyConnected fc) {
    /** Keeps a copy. */
    public ToStyle {
        convs = List.copyOf(convs);
    }

    /**
     * Takes {@code conv.i} and {@code fc} from {@code p}.
     *
     * @param halvings how many convolutions; the image must stay 2×2 or larger
     */
    public static ToStyle of(ParameterScope p, int in, int out, int halvings) {
        return new ToStyle(
                pyramid(p.in("conv"), in, halvings),
                FullyConnected.of(p.in("fc"), FullyConnected.Spec.of(in, out).with(Activation.LRELU)));
    }

    /** {@code halvings} convolutions under the names 0, 1, …, each of which halves the image. */
    public static List<Conv2dLayer> pyramid(ParameterScope p, int channels, int halvings) {
        List<Conv2dLayer> convs = new ArrayList<>();
        for (int i = 0; i < halvings; i++) {
            convs.add(Conv2dLayer.of(
                    p.in(Integer.toString(i)),
                    Conv2dLayer.Spec.lrelu3(channels, channels).with(Scale.DOWN)));
        }
        return List.copyOf(convs);
    }

    /** The mean over all pixels of what the convolutions leave of x (B, C, H, W): (B, C). */
    public static Tensor pooled(List<Conv2dLayer> pyramid, Tensor x) {
        Tensor y = x;
        for (Conv2dLayer conv : pyramid) {
            y = conv.forward(y);
        }
        return y.mean(2, 3);
    }

    /** x (B, in, H, W) -> (B, out). */
    public Tensor forward(Tensor x) {
        return fc.forward(pooled(convs, x));
    }
}
