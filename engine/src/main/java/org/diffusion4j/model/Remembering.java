// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Condition;
import org.diffusion4j.network.Network;
import org.diffusion4j.objective.CleanEstimate;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A self-conditioned network along one run: every evaluation sees the estimate of the one before it, the first zeros. Where
 * guidance begins to be used, the rows that are told nothing see the estimate of those that are told something.
 * Owns the last estimate; times are shared by all rows.
 */
final class Remembering implements Network, AutoCloseable {
    private final Network network;
    private final CleanEstimate estimate;
    private @Nullable Tensor last;

    Remembering(Network network, CleanEstimate estimate) {
        this.network = network;
        this.estimate = estimate;
    }

    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        Tensor seen = last == null ? zeros_like(xT) : fitting(last, xT.size(0));
        Tensor output = network.forward(cat(new TensorVector(xT, seen), 1), time, condition);
        try (PointerScope scope = new PointerScope()) {
            Tensor next = Tensors.keep(estimate.seen(xT, output, (int) Math.rint(time.item_double())));
            close();
            last = next;
        }
        return output;
    }

    /** Guidance asks about the rows twice over, and those that are told come first. */
    private static Tensor fitting(Tensor estimate, long rows) {
        if (estimate.size(0) == 2 * rows) {
            return estimate.narrow(0, 0, rows);
        }
        return 2 * estimate.size(0) == rows ? cat(new TensorVector(estimate, estimate), 0) : estimate;
    }

    @Override
    public void close() {
        if (last != null) {
            last.close();
            last = null;
        }
    }
}
