// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.upsample_bilinear2d;
import static org.bytedeco.pytorch.global.torch.upsample_linear1d;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Values between samples by straight lines; sample i of n lies at (i + ½)/n of the length, and the outermost ones reach to
 * the border. The same size is the identity.
 */
public final class Interpolation {
    private Interpolation() {}

    /** x (B, C, L) -> (B, C, length). */
    public static Tensor line(Tensor x, long length) {
        return x.size(2) == length ? x : upsample_linear1d(x, new long[] {length}, false, new DoubleOptional());
    }

    /** x (B, C, H, W) -> (B, C, height, width). */
    public static Tensor plane(Tensor x, long height, long width) {
        return x.size(2) == height && x.size(3) == width
                ? x
                : upsample_bilinear2d(x, new long[] {height, width}, false, new DoubleOptional(), new DoubleOptional());
    }
}
