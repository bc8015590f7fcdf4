// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Window attention, a layer that merges its result with the block's input, and an MLP; no residual sum, no normalisation,
 * because both suffer from tokens that are not valid (Li et al. 2022, section 3.3).
 */
public final class SwinBlock {
    private final Spec spec;
    private final @Nullable Tensor nominalBlocked;
    private final WindowAttention attention;
    private final FullyConnected fuse;
    private final Mlp mlp;

    /**
     * How a block is made.
     *
     * @param dim width of a token, divisible by heads
     * @param height of the token grid at the network's own resolution
     * @param width of that grid
     * @param window side of a window; one that is not smaller than the shorter side of the grid becomes it, without shift
     * @param shift of the windows, 0 for none
     * @param mlpRatio hidden width of the MLP in multiples of dim
     */
    public record Spec(int dim, int height, int width, int heads, int window, int shift, double mlpRatio) {
        Windows windows() {
            int shorter = Math.min(height, width);
            return shorter <= window ? new Windows(shorter, 0) : new Windows(window, shift);
        }
    }

    /** Takes {@code attn_mask} (where windows are shifted), {@code attn}, {@code fuse} and {@code mlp} from {@code p}. */
    public SwinBlock(ParameterScope p, Spec s) {
        spec = s;
        Windows windows = s.windows();
        nominalBlocked = windows.shift() == 0
                ? null
                : p.frozen(
                        "attn_mask",
                        Init.values(windows.blocked(s.height(), s.width())),
                        windows.blockedShape(s.height(), s.width()));
        attention = WindowAttention.of(p.in("attn"), s.dim(), s.heads());
        fuse = FullyConnected.of(
                p.in("fuse"), FullyConnected.Spec.of(2 * s.dim(), s.dim()).with(Activation.LRELU));
        mlp = Mlp.of(p.in("mlp"), s.dim(), (int) (s.dim() * s.mlpRatio()));
    }

    /** (B, H·W, dim) -> (B, H·W, dim); H and W multiples of the window. */
    public Tokens forward(Tokens in) {
        Windows windows = spec.windows();
        Tensor known = in.known();
        WindowAttention.Windowed cut = new WindowAttention.Windowed(
                windows.cut(in.values(), in.height(), in.width()),
                known == null ? null : windows.cut(known, in.height(), in.width()));
        WindowAttention.Windowed seen = attention.forward(cut, blocked(windows, in));
        Tensor attended = windows.join(seen.values(), in.height(), in.width());
        Tensor y = mlp.forward(fuse.forward(cat(new TensorVector(in.values(), attended), 2)));
        Tensor after = seen.known();
        return in.with(y, after == null ? null : windows.join(after, in.height(), in.width()));
    }

    /** The table for this grid: stored for the network's own resolution, made anew for others. */
    private @Nullable Tensor blocked(Windows windows, Tokens in) {
        if (nominalBlocked == null || (in.height() == spec.height() && in.width() == spec.width())) {
            return nominalBlocked;
        }
        int height = (int) in.height();
        int width = (int) in.width();
        return Tensors.on(
                in.values().device(), Tensors.of(windows.blocked(height, width), windows.blockedShape(height, width)));
    }
}
