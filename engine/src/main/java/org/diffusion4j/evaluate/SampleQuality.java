// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.SpiralConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.StopSignal;

/** How good the samples of a model are by one way of sampling, in figures; the smaller, the better. */
interface SampleQuality extends AutoCloseable {
    /**
     * The measure that fits a model, which stays open until the end.
     *
     * @throws ConfigException if there is none for its data
     */
    static SampleQuality of(Model model, ComparisonRequest request) {
        if (model.recipe().data() instanceof SpiralConfig) {
            return new PointQuality(model, request);
        }
        if (model.recipe().data() instanceof EmojiConfig) {
            return new PictureQuality(model, request);
        }
        throw new ConfigException(
                "samplers are compared by the distance to the spiral or to held-out emoji, and '%s' was trained on neither. Compare them on a model of kind spiral or emoji."
                        .formatted(model.recipe().system()));
    }

    /** What the first figure is, for an axis. */
    String axis();

    /** Pieces in which the samples are drawn: every evaluation of a run is done so often. */
    int parts();

    /** How long one evaluation of the network for all samples takes on this machine, from a short run. */
    Duration each();

    /** The first figure of pictures or points that are as good as can be. */
    double floor();

    /**
     * Draws samples and measures them.
     *
     * @param progress hears how many evaluations are done, each piece for itself
     * @return figures by name, the one to draw first
     */
    Map<String, Double> measure(SampleConfig config, LongConsumer progress, StopSignal stop);

    @Override
    void close();
}
