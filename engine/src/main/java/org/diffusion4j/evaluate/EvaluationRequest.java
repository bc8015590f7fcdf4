// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.sampler.Guidance;

/**
 * What an evaluation draws and asks.
 *
 * @param count samples, the same number of each category where the model knows some; 20 to 100,000
 * @param seed of samples and of every choice
 * @param config method and steps of sampling
 * @param guidance how strongly the category is followed
 * @param features a TorchScript file; the classifier of emoji that ships with the project if absent
 */
public record EvaluationRequest(int count, long seed, SampleConfig config, Guidance guidance, Optional<Path> features) {
    /** Enough for nine categories with a hundred samples each. */
    public static final int USUAL_COUNT = 900;

    private static final int FEWEST = 20;
    private static final int MOST = 100_000;

    /** Checks the count. */
    public EvaluationRequest {
        if (count < FEWEST || count > MOST) {
            throw new ConfigException(
                    "count must lie in %d to %d but was %d. %d is usual; figures of fewer samples say little."
                            .formatted(FEWEST, MOST, count, USUAL_COUNT));
        }
    }
}
