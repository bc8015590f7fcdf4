// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.List;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.Guidance;

/**
 * What is compared.
 *
 * @param count samples of each run, 20 to 100,000
 * @param seed of start and noise, the same for all runs
 * @param evaluations how often the network may be asked in a run, each at least 1; every sampler takes as many steps as that
 *     allows
 * @param samplers those compared; all that fit the model if empty
 * @param guidance how strongly a category is followed
 */
public record ComparisonRequest(
        int count, long seed, List<Integer> evaluations, List<SamplerName> samplers, Guidance guidance) {
    /** From what only the best solvers can do to where all agree. */
    public static final List<Integer> USUAL_EVALUATIONS = List.of(5, 8, 10, 15, 20, 30, 50, 100, 200, 500);

    private static final int FEWEST = 20;
    private static final int MOST = 100_000;

    /** Checks the numbers. */
    public ComparisonRequest {
        evaluations = evaluations.stream().distinct().sorted().toList();
        samplers = List.copyOf(samplers);
        if (count < FEWEST || count > MOST) {
            throw new ConfigException(
                    "count must lie in %d to %d but was %d. 512 is usual for pictures, 1024 for points."
                            .formatted(FEWEST, MOST, count));
        }
        if (evaluations.isEmpty() || evaluations.get(0) < 1) {
            throw new ConfigException("evaluations must be numbers of at least 1 but were %s. For example 5,10,20,50."
                    .formatted(evaluations));
        }
    }
}
