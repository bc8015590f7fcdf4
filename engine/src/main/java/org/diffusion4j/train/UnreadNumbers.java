// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import static org.bytedeco.pytorch.global.torch.stack;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;

/**
 * Losses and gradient norms of the last steps, left where they were computed: reading a number from a GPU makes the
 * processor wait for it. From the first step whose numbers are not finite on, {@link #stop} is 1 and no update changes
 * anything, so what is found late has done no harm.
 */
final class UnreadNumbers implements AutoCloseable {
    private final Tensor rows; // (capacity, 2) float64: loss, norm
    private final Tensor stop; // (1) float32: 0, or 1 for ever
    private final int capacity;
    private long first;
    private int count;

    /** Room for {@code capacity} steps beside {@code like}. */
    UnreadNumbers(Tensor like, int capacity) {
        this.capacity = capacity;
        try (PointerScope scope = new PointerScope()) {
            rows = Tensors.keep(like.new_zeros(capacity, 2).to(ScalarType.Double));
            stop = Tensors.keep(like.new_zeros(1));
        }
    }

    /** Notes the numbers of step {@code step}, both 0-d on the device, and whether updates must end. */
    void add(long step, Tensor loss, Tensor norm) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            if (count == 0) {
                first = step;
            }
            Tensor both = stack(new TensorVector(loss.to(ScalarType.Double), norm.to(ScalarType.Double)), 0); // (2)
            rows.select(0, count++).copy_(both);
            stop.logical_or_(both.isfinite().all().logical_not());
        }
    }

    /** 1 where no update may change anything any more, else 0; (1) float32. */
    Tensor stop() {
        return stop;
    }

    /** Whether there is no room for another step. */
    boolean isFull() {
        return count == capacity;
    }

    /** The first step whose numbers are here. */
    long first() {
        return first;
    }

    /** Reads and forgets: loss and norm of each step since the last call, in order. */
    double[] take() {
        if (count == 0) {
            return new double[0];
        }
        try (PointerScope scope = new PointerScope()) {
            double[] numbers = Tensors.doubles(rows.narrow(0, 0, count));
            count = 0;
            return numbers;
        }
    }

    @Override
    public void close() {
        rows.close();
        stop.close();
    }
}
