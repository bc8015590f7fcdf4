// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import java.util.Objects;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads within windows, in which tokens that are not valid are hardly seen. Queries and keys are
 * made of tokens of unit length, values of the tokens as they are; there is no position bias.
 *
 * <p>A window with no valid token attends as if all were valid; a window with one is valid throughout afterwards.
 *
 * @param q checkpoint name {@code q}, as are {@code k}, {@code v} and {@code proj}
 * @param scale of the logits
 */
public record WindowAttention(
        FullyConnected q, FullyConnected k, FullyConnected v, FullyConnected proj, int heads, double scale) {
    private static final TensorOptional NO_BIAS = new TensorOptional();
    private static final double LEAST_SQUARE = 1e-24;

    /**
     * Windows of tokens.
     *
     * @param values (windows, N, C)
     * @param known (windows, N, 1), or null
     */
    public record Windowed(Tensor values, @Nullable Tensor known) {}

    /** Takes {@code q}, {@code k}, {@code v} and {@code proj} from {@code p}; logits are scaled by √(heads/dim). */
    public static WindowAttention of(ParameterScope p, int dim, int heads) {
        return of(p, dim, heads, Math.sqrt((double) heads / dim));
    }

    /** The same with another scale of the logits. */
    public static WindowAttention of(ParameterScope p, int dim, int heads, double scale) {
        if (heads < 1 || dim % heads != 0) {
            throw new ConfigException("heads must divide dim, the width of a token, but %d does not divide %d. Try %d."
                    .formatted(heads, dim, nearestDivisor(dim, heads)));
        }
        FullyConnected.Spec square = FullyConnected.Spec.of(dim, dim);
        return new WindowAttention(
                FullyConnected.of(p.in("q"), square),
                FullyConnected.of(p.in("k"), square),
                FullyConnected.of(p.in("v"), square),
                FullyConnected.of(p.in("proj"), square),
                heads,
                scale);
    }

    private static int nearestDivisor(int dim, int wanted) {
        int best = 1;
        for (int d = 1; d <= dim; d++) {
            if (dim % d == 0 && Math.abs(d - wanted) < Math.abs(best - wanted)) {
                best = d;
            }
        }
        return best;
    }

    /**
     * One attention.
     *
     * @param in windows of an image next to each other
     * @param blocked (windows of an image, N, N), added to the logits, or null
     */
    public Windowed forward(Windowed in, @Nullable Tensor blocked) {
        Tensor x = in.values();
        Tensor unit = unitLength(x);
        Tensor y = scaled_dot_product_attention(
                split(q.forward(unit)),
                split(k.forward(unit)),
                split(v.forward(x)),
                bias(in.known(), blocked, x),
                0,
                false,
                new DoubleOptional(scale),
                false); // (M, heads, N, C/heads)
        Tensor joined = y.transpose(1, 2).reshape(x.shape());
        return new Windowed(proj.forward(joined), in.known() == null ? null : shrunk(in.known()));
    }

    /** (M, N, C) -> (M, heads, N, C/heads). */
    private Tensor split(Tensor x) {
        return x.view(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
    }

    /** x / |x|; tokens that are exactly 0, as they are in holes, stay 0 and pass no gradient. */
    private static Tensor unitLength(Tensor x) {
        Tensor square = x.square().sum(new long[] {-1}, true, new ScalarTypeOptional());
        Tensor inverse = square.clamp_min(Tensors.scalar(LEAST_SQUARE)).rsqrt(); // finite, and so is its derivative
        return x.mul(inverse.mul(square.detach().gt(Tensors.scalar(0)).to(x.scalar_type())));
    }

    /** What is added to logits: (M, 1, 1 or N, N). */
    private static TensorOptional bias(@Nullable Tensor known, @Nullable Tensor blocked, Tensor x) {
        if (known == null && blocked == null) {
            return NO_BIAS;
        }
        Tensor pairs = blocked == null ? null : perWindow(blocked.to(x.scalar_type()), x.size(0));
        Tensor keys = known == null ? null : penalty(known).transpose(1, 2).unsqueeze(1); // (M, 1, 1, N)
        if (pairs == null || keys == null) {
            Tensor one = pairs != null ? pairs : Objects.requireNonNull(keys);
            return new TensorOptional(one.expand(x.size(0), 1, x.size(1), x.size(1)));
        }
        return new TensorOptional(pairs.add(keys));
    }

    /** (windows of an image, N, N) -> (M, 1, N, N). */
    private static Tensor perWindow(Tensor blocked, long windows) {
        long n = blocked.size(1);
        return blocked.unsqueeze(0)
                .expand(windows / blocked.size(0), blocked.size(0), n, n)
                .reshape(windows, 1, n, n);
    }

    /** −100 for a hole, 0 for a known token, and the value itself for what is neither. */
    private static Tensor penalty(Tensor known) {
        Tensor isHole = known.eq(Tensors.scalar(0)).to(known.scalar_type());
        Tensor isSoft = known.ne(Tensors.scalar(1)).to(known.scalar_type());
        return Tensors.plusScaled(known.mul(isSoft), isHole, Windows.BLOCKED);
    }

    private static Tensor shrunk(Tensor known) {
        Tensor any = Masks.clamped(known.sum(new long[] {1}, true, new ScalarTypeOptional()));
        return any.expand(known.shape()).contiguous();
    }
}
