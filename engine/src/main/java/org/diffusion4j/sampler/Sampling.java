// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.times;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.NativeErrors;

/** The loop that runs any solver with any denoiser. */
public final class Sampling {
    /** Sees the sample after every evaluation. */
    @FunctionalInterface
    public interface Watcher {
        /** Looks at nothing. */
        Watcher NONE = (evaluations, x) -> {};

        /**
         * Called after an evaluation was consumed.
         *
         * @param evaluations how many were, from 1
         * @param x the sample, float64; lives only during the call
         */
        void after(int evaluations, Tensor x);
    }

    private Sampling() {}

    /**
     * Runs {@code sampler} from unit noise to its end.
     *
     * @param unitNoise float64, (B, …); not changed
     * @param stop read before every evaluation
     * @return the sample, float64, shaped like the noise; the caller's scope does not own it: close it
     * @throws CancelledException if a stop was asked for
     * @throws DivergedException if the result is not finite
     */
    public static Tensor run(
            Sampler sampler, Denoiser denoiser, Tensor unitNoise, Noise noise, Watcher watcher, StopSignal stop) {
        try (InferenceMode inference = new InferenceMode(true)) {
            SamplerState start;
            try (PointerScope scope = new PointerScope()) {
                start = SamplerState.start(times(unitNoise.to(ScalarType.Double), sampler.initialScale()));
                start.retain();
            }
            return toEnd(sampler, denoiser, start, noise, watcher, stop);
        }
    }

    /**
     * Runs {@code sampler} from a state in the middle to its end; otherwise as {@link #run}.
     *
     * @param from float64; not changed, and still the caller's
     */
    public static Tensor resume(
            Sampler sampler, Denoiser denoiser, SamplerState from, Noise noise, Watcher watcher, StopSignal stop) {
        try (InferenceMode inference = new InferenceMode(true)) {
            SamplerState start;
            try (PointerScope scope = new PointerScope()) {
                List<Tensor> history =
                        from.history().stream().map(past -> times(past, 1)).toList();
                start = new SamplerState(from.evaluation(), times(from.x(), 1), history);
                start.retain();
            }
            return toEnd(sampler, denoiser, start, noise, watcher, stop);
        }
    }

    private static Tensor toEnd(
            Sampler sampler, Denoiser denoiser, SamplerState start, Noise noise, Watcher watcher, StopSignal stop) {
        SamplerState state = start;
        while (state.evaluation() < sampler.evaluations()) {
            SamplerState before = state;
            if (stop.isRequested()) {
                before.release();
                throw new CancelledException("Sampling was stopped after %d of %d evaluations. Nothing was written."
                        .formatted(before.evaluation(), sampler.evaluations()));
            }
            state = NativeErrors.during(
                    "sampling, evaluation %d".formatted(before.evaluation() + 1),
                    () -> advance(sampler, denoiser, before, noise, watcher));
        }
        requireFinite(state);
        state.history().forEach(Tensor::close);
        return state.x();
    }

    private static SamplerState advance(
            Sampler sampler, Denoiser denoiser, SamplerState before, Noise noise, Watcher watcher) {
        try (PointerScope scope = new PointerScope()) {
            Tensor output = denoiser.evaluate(sampler.input(before), sampler.time(before.evaluation()));
            SamplerState after = sampler.advance(before, output.to(ScalarType.Double), noise);
            watcher.after(after.evaluation(), after.x());
            after.retain();
            return after;
        } finally {
            before.release();
        }
    }

    private static void requireFinite(SamplerState end) {
        try (PointerScope scope = new PointerScope()) {
            if (!end.x().isfinite().all().item_bool()) {
                end.release();
                throw new DivergedException(
                        "The sample holds NaN or infinity after %d evaluations. Usual causes: weights that do not fit this schedule or prediction type, a diverged training run, a guidance scale that is too large."
                                .formatted(end.evaluation()),
                        end.evaluation(),
                        Double.NaN);
            }
        }
    }
}
