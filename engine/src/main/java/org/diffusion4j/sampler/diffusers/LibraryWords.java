// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.Map;
import java.util.TreeMap;
import org.diffusion4j.diffusers.SchedulerValues;
import org.diffusion4j.sampler.Ddpm;
import org.diffusion4j.sampler.Prediction;

/** The words of the library's files for values that have another name here. */
public final class LibraryWords {
    /** What may stand under {@code variance_type}. */
    public static final Map<String, Ddpm.Variance> VARIANCES = new TreeMap<>(Map.of(
            "fixed_small", Ddpm.Variance.POSTERIOR,
            "fixed_small_log", Ddpm.Variance.POSTERIOR,
            "fixed_large", Ddpm.Variance.BETA,
            // The library takes the root of a logarithm here, which has no value.
            "fixed_large_log", Ddpm.Variance.BETA,
            "learned", Ddpm.Variance.LEARNED,
            "learned_range", Ddpm.Variance.LEARNED_RANGE));

    private static final String KEY = "prediction_type";
    private static final String FLOW_LEVELS = "use_flow_sigmas";
    private static final Map<String, Prediction> PREDICTIONS = new TreeMap<>(
            Map.of("epsilon", Prediction.EPSILON, "sample", Prediction.X0, "v_prediction", Prediction.VELOCITY));

    private LibraryWords() {}

    /** What a file says that the network's output means; the velocity where it asks for flow matching. */
    public static Prediction prediction(SchedulerValues values) {
        if (values.kind().knows(FLOW_LEVELS) && values.file().isFlow()) {
            return Prediction.VELOCITY;
        }
        if (!values.kind().knows(KEY)) {
            return Prediction.EPSILON; // nothing was said
        }
        // the name that early versions gave it
        boolean isOld = values.text(KEY).equals("original_sample");
        return isOld ? Prediction.X0 : values.choice(KEY, PREDICTIONS);
    }

    /** A prediction as files call it. */
    public static String word(Prediction prediction) {
        return switch (prediction) {
            case EPSILON -> "epsilon";
            case X0 -> "sample";
            case VELOCITY -> "v_prediction";
        };
    }

    /** A variance as files call it. */
    public static String word(Ddpm.Variance variance) {
        return switch (variance) {
            case POSTERIOR -> "fixed_small";
            case BETA -> "fixed_large";
            case LEARNED -> "learned";
            case LEARNED_RANGE -> "learned_range";
        };
    }
}
