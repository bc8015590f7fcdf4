// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.recipe.SamplerName;

/**
 * One run of a comparison.
 *
 * @param sampler the method
 * @param isNoisy whether it adds noise on the way
 * @param steps of the run
 * @param allowed evaluations of the network for each sample, at most
 * @param evaluations of the network for each sample; fewer than allowed where a step takes more than one
 * @param figures by name, the one to draw first; empty where the run came to no result
 * @param seconds that it took
 * @param failure why there is no result, if there is none
 */
public record SamplerTrial(
        SamplerName sampler,
        boolean isNoisy,
        int steps,
        int allowed,
        int evaluations,
        Map<String, Double> figures,
        double seconds,
        Optional<String> failure) {
    /** Keeps the order of the figures. */
    public SamplerTrial {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** The figure to draw; NaN where there is none. */
    public double quality() {
        return figures.values().stream().findFirst().orElse(Double.NaN);
    }
}
