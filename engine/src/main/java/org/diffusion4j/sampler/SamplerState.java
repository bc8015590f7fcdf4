// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a solver stands: nothing else is remembered between evaluations.
 *
 * @param evaluation how many network outputs were consumed; also the number of the next evaluation
 * @param x the sample, float64, (B, …)
 * @param history what the solver needs of earlier evaluations, newest first; each solver says what it keeps
 */
public record SamplerState(int evaluation, Tensor x, List<Tensor> history) {
    public SamplerState {
        history = List.copyOf(history);
    }

    /** The start: no evaluation yet. */
    public static SamplerState start(Tensor x) {
        return new SamplerState(0, x, List.of());
    }

    /** One evaluation later, without history. */
    public SamplerState next(Tensor newX) {
        return new SamplerState(evaluation + 1, newX, List.of());
    }

    /** One evaluation later. */
    public SamplerState next(Tensor newX, List<Tensor> newHistory) {
        return new SamplerState(evaluation + 1, newX, newHistory);
    }

    /** {@code newest} before the history, cut to {@code most}. */
    public List<Tensor> remembering(Tensor newest, int most) {
        List<Tensor> all = new ArrayList<>(history);
        all.add(0, newest);
        return all.subList(0, Math.min(most, all.size()));
    }

    /** Holds the tensors beyond the current scope, until {@link #release}. */
    void retain() {
        x.retainReference();
        history.forEach(Tensor::retainReference);
    }

    /** Lets go of what {@link #retain} held. */
    void release() {
        x.close();
        history.forEach(Tensor::close);
    }
}
