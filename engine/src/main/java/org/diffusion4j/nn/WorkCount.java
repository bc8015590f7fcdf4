// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a network do in one forward pass, told by the layers themselves to the count that is open on their
 * thread. Convolutions, linear layers and attention are counted, which are nearly all of the work; normalisations and
 * activations count by the room they take alone.
 */
public final class WorkCount implements AutoCloseable {
    private static final ThreadLocal<@Nullable WorkCount> OPEN = new ThreadLocal<>();

    /** What attention keeps for the way back in shapes of its query: the input, query, key, value, result, and that joined. */
    private static final int KEPT_BY_ATTENTION = 6;

    private final @Nullable WorkCount outer;
    private long multiplyAdds;
    private long kept;
    private long largest;

    private WorkCount(@Nullable WorkCount outer) {
        this.outer = outer;
    }

    /** Whether somebody counts on this thread. */
    static boolean isOpen() {
        return OPEN.get() != null;
    }

    /** Begins to count on this thread; close it on the same. */
    public static WorkCount open() {
        WorkCount count = new WorkCount(OPEN.get());
        OPEN.set(count);
        return count;
    }

    /** A convolution or linear layer with a weight (out, in, …): every output number is a sum over in · …. */
    static Tensor layer(Tensor x, Tensor weight, Tensor y) {
        WorkCount count = OPEN.get();
        if (count != null) {
            count.multiplyAdds += y.numel() * (weight.numel() / weight.size(0));
            count.kept += x.numel();
            count.largest = Math.max(count.largest, x.numel() + y.numel());
        }
        return y;
    }

    /** A transposed convolution with a weight (in, …): every input number goes into as many sums. */
    static Tensor spread(Tensor x, Tensor weight, Tensor y) {
        WorkCount count = OPEN.get();
        if (count != null) {
            count.multiplyAdds += x.numel() * (weight.numel() / weight.size(0));
            count.kept += x.numel();
            count.largest = Math.max(count.largest, x.numel() + y.numel());
        }
        return y;
    }

    /** A normalisation: its input is kept for the way back, and its output for that of the activation behind it. */
    static Tensor norm(Tensor x, Tensor y) {
        WorkCount count = OPEN.get();
        if (count != null) {
            count.kept += x.numel() + y.numel();
        }
        return y;
    }

    /**
     * Attention of n positions to n positions, with its four linear layers, for use by blocks that compute these in their
     * own way.
     *
     * @param rows of the batch
     * @param positions n
     * @param channels of what goes in and comes out
     * @param inner channels of all heads together
     */
    public static void attention(long rows, long positions, long channels, long inner) {
        WorkCount count = OPEN.get();
        if (count != null) {
            count.multiplyAdds += rows * positions * (4 * channels * inner + 2 * positions * inner);
            count.kept += KEPT_BY_ATTENTION * rows * positions * inner;
        }
    }

    /** Multiply-adds since it was opened; two floating-point operations each. */
    public long multiplyAdds() {
        return multiplyAdds;
    }

    /** Numbers that a training step keeps for the way back. */
    public long kept() {
        return kept;
    }

    /** Numbers that go into and come out of the one layer that has most of them: at least so many are held at once. */
    public long largest() {
        return largest;
    }

    @Override
    public void close() {
        if (outer == null) {
            OPEN.remove();
        } else {
            OPEN.set(outer);
        }
    }
}
