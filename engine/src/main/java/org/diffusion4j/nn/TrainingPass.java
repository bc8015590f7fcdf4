// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.tensor.Tensors;
import org.diffusion4j.tensor.Together;
import org.jspecify.annotations.Nullable;

/**
 * One forward pass of a network on this thread and the way back, with layers that compute in a way of their own: convolutions
 * by {@link TrainedConvolutions}, normalisations by the statistics of a {@link BatchMeeting}. It holds what the way back needs,
 * and ends after it. What goes wrong there is told at the end, since it must not pass through autograd.
 */
public final class TrainingPass implements AutoCloseable {
    private static final ThreadLocal<@Nullable TrainingPass> OPEN = new ThreadLocal<>();

    private final Optional<TrainedConvolutions> convolutions;
    private final Optional<BatchMeeting.Seat> seat;
    private final Set<Tensor> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<OwnDerivative> derivatives = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * From here to its end, layers on this thread compute so.
     *
     * @param convolutions empty where all are direct
     * @param seat this thread's in the meeting of a batch; empty where the pass has the whole batch
     */
    public TrainingPass(Optional<TrainedConvolutions> convolutions, Optional<BatchMeeting.Seat> seat) {
        if (OPEN.get() != null) {
            throw new IllegalStateException("a pass is open on this thread");
        }
        this.convolutions = convolutions;
        this.seat = seat;
        OPEN.set(this);
    }

    /** The one that is open on this thread, whose layers are going to be differentiated. */
    static Optional<TrainingPass> open() {
        return Optional.ofNullable(OPEN.get()).filter(pass -> GradMode.is_enabled());
    }

    /** Whether convolutions may be computed in ways of ours, and not by the library's own operators alone. */
    boolean hasOwnWays() {
        return convolutions.filter(TrainedConvolutions::arePossible).isPresent();
    }

    /** How many tensors the way back has yet to read. */
    int held() {
        return kept.size();
    }

    /** What convolves x so, where that can be done and is faster. */
    Optional<TrainedConvolutions> convolutions(Tensor x, Tensor weight, int stride, int padding) {
        return convolutions.filter(all -> all.arePossible()
                && Winograd.isFor(weight, stride, padding)
                && x.is_cpu()
                && x.scalar_type().intern() == ScalarType.Float
                && !PackedKernel.isRounding()
                && Winograd.isForTraining(x, weight.size(1), weight.size(0)));
    }

    /** Who has the other rows of the batch. */
    Optional<BatchMeeting.Seat> seat() {
        return seat;
    }

    /** A tensor that the way back reads, until it is let go. */
    Kept keep(Tensor t) {
        Tensor own = Tensors.keep(t.detach());
        kept.add(own);
        return new Kept(own, own._version());
    }

    /** A tensor as it was; whatever shares its memory counts the changes. */
    record Kept(Tensor tensor, long version) {
        /** The numbers. */
        Tensor values() {
            if (tensor._version() != version) {
                throw new IllegalStateException("what a layer read was changed before its gradient was computed");
            }
            return tensor;
        }
    }

    /** The way back has passed what read it. */
    void letGo(Kept one) {
        if (kept.remove(one.tensor())) {
            one.tensor().close();
        }
    }

    void add(OwnDerivative derivative) {
        derivatives.add(derivative);
    }

    /** Frees what autograd has taken. */
    void releaseTaken() {
        derivatives.forEach(OwnDerivative::releaseTaken);
    }

    /** Others who wait for this thread are told at once, and this thread at the end. */
    void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        seat.ifPresent(own -> own.failed(cause));
    }

    @Override
    public void close() {
        OPEN.remove();
        derivatives.forEach(OwnDerivative::close);
        kept.forEach(Tensor::close);
        if (failure != null) {
            throw Together.unchecked(failure);
        }
    }
}
