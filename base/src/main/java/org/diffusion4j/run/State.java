// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.format.NamedArray;

/**
 * What a run needs to go on from a step, on its way to disk.
 *
 * @param step steps done, from 0
 * @param score how good the model is at this step, lower is better; the state of the lowest score is kept longest
 * @param parts arrays by part, such as {@code model}, {@code ema}, {@code optimizer}; each part becomes a safetensors
 *     file of that name
 * @param facts what JSON can hold: loss, generator position, learning rate. Numbers come back bit for bit, except that
 *     those that are not finite come back as texts
 */
public record State(long step, OptionalDouble score, Map<String, List<NamedArray>> parts, Map<String, ?> facts) {
    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /** Checks step, score and part names; {@link ConfigException} otherwise. */
    public State {
        if (step < 0) {
            throw new ConfigException("step must be 0 or more but was %d. Count steps from 0.".formatted(step));
        }
        if (score.isPresent() && !Double.isFinite(score.getAsDouble())) {
            throw new ConfigException("score must be a finite number but was %s. Leave it empty where there is none."
                    .formatted(score.getAsDouble()));
        }
        parts = Map.copyOf(parts);
        facts = Map.copyOf(facts);
        parts.keySet().forEach(State::requirePartName);
    }

    private static void requirePartName(String part) {
        if (!isPartName(part)) {
            throw new ConfigException(
                    "'%s' cannot name a part of a state. Use up to 64 small letters, digits, '-' and '_', such as ema."
                            .formatted(part));
        }
    }

    /** Whether a part of that name can be a file anywhere. */
    static boolean isPartName(String part) {
        return PART.matcher(part).matches();
    }
}
