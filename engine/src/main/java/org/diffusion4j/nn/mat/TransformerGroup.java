// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.jspecify.annotations.Nullable;

/** Transformer blocks of one resolution, between a change of resolution and a convolution, with a residual sum around. */
public final class TransformerGroup {
    private final @Nullable PartialConv resize;
    private final List<SwinBlock> blocks = new ArrayList<>();
    private final PartialConv conv;

    /**
     * How a group is made.
     *
     * @param side of the token grid within the group
     * @param depth blocks, 1 or more; the windows of every second one are shifted by half their side
     * @param resize what happens to the grid before the blocks
     */
    public record Spec(int dim, int side, int depth, int heads, int window, double mlpRatio, Scale resize) {
        SwinBlock.Spec block(int i) {
            return new SwinBlock.Spec(dim, side, side, heads, window, i % 2 == 0 ? 0 : window / 2, mlpRatio);
        }
    }

    /** Takes {@code downsample} (if the resolution changes), {@code blocks.0}, …, and {@code conv} from {@code p}. */
    public TransformerGroup(ParameterScope p, Spec s) {
        resize = s.resize() == Scale.SAME ? null : resizing(p.in("downsample"), s.dim(), s.dim(), s.resize());
        for (int i = 0; i < s.depth(); i++) {
            blocks.add(new SwinBlock(p.in("blocks").in(Integer.toString(i)), s.block(i)));
        }
        conv = PartialConv.of(p.in("conv"), Conv2dLayer.Spec.lrelu3(s.dim(), s.dim()));
    }

    /** A partial convolution that halves or doubles the grid of tokens; checkpoint name {@code conv} within {@code p}. */
    public static PartialConv resizing(ParameterScope p, int in, int out, Scale scale) {
        return PartialConv.of(p.in("conv"), Conv2dLayer.Spec.lrelu3(in, out).with(scale));
    }

    /** (B, H·W, dim) -> (B, H'·W', dim). */
    public Tokens forward(Tokens in) {
        Tokens x = resize == null ? in : Tokens.of(resize.forward(in.features()));
        Tensor shortcut = x.values();
        for (SwinBlock block : blocks) {
            x = block.forward(x);
        }
        Tokens y = Tokens.of(conv.forward(x.features()));
        return y.with(y.values().add(shortcut), y.known());
    }
}
