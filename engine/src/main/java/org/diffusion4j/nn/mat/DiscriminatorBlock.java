// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;

/**
 * Halves an image by two convolutions beside a 1×1 one.
 *
 * @param conv0 checkpoint name {@code conv0}
 * @param conv1 checkpoint name {@code conv1}
 * @param skip checkpoint name {@code skip}
 */
public record DiscriminatorBlock(Conv2dLayer conv0, Conv2dLayer conv1, Conv2dLayer skip) {
    /** Each of the two branches carries half of the variance. */
    private static final double HALF = Math.sqrt(0.5);

    /** Takes {@code conv0}, {@code conv1} and {@code skip} from {@code p}. */
    public static DiscriminatorBlock of(ParameterScope p, int in, int out) {
        return new DiscriminatorBlock(
                Conv2dLayer.of(p.in("conv0"), Conv2dLayer.Spec.lrelu3(in, in)),
                Conv2dLayer.of(p.in("conv1"), Conv2dLayer.Spec.lrelu3(in, out).with(Scale.DOWN)),
                Conv2dLayer.of(
                        p.in("skip"),
                        Conv2dLayer.Spec.of(in, out, 1).withoutBias().with(Scale.DOWN)));
    }

    /** x (B, in, H, W) -> (B, out, H/2, W/2). */
    public Tensor forward(Tensor x) {
        return skip.forward(x, HALF).add(conv1.forward(conv0.forward(x), HALF));
    }
}
