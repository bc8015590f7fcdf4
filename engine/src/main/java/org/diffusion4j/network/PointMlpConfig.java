// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;

/**
 * The MLP of the spiral.
 *
 * @param hidden width of the three hidden layers; 1 to 8,192
 * @param embed width of the time embedding; even, 2 to 8,192
 * @param dim numbers per point; 1 to 8,192
 * @param fourierScale standard deviation of the frozen frequencies; above 0
 * @param thirdResidual adds a third residual sum before the last layer; same weights and names
 */
@Kind("point-mlp")
public record PointMlpConfig(
        @Key(about = "width of the three hidden layers", standard = "64")
        int hidden,

        @Key(about = "width of the time embedding, even", standard = "64")
        int embed,

        @Key(about = "numbers per point", standard = "3") int dim,

        @Key(about = "standard deviation of the frozen Fourier frequencies", standard = "25")
        double fourierScale,

        @Key(about = "a third residual sum before the last layer", standard = "false")
        boolean thirdResidual)
        implements NetworkConfig {
    /** With no width above this the numbers of all layers together can be counted by an int. */
    private static final int WIDEST = 1 << 13;

    public PointMlpConfig {
        requireAtLeastOne("hidden", hidden);
        requireAtLeastOne("dim", dim);
        if (embed < 2 || embed % 2 != 0) {
            throw new ConfigException(
                    "embed must be an even number of at least 2 (half sines, half cosines) but was %d. Try %d."
                            .formatted(embed, Math.max(2, embed + embed % 2)));
        }
        requireAtMost("hidden", hidden);
        requireAtMost("embed", embed);
        requireAtMost("dim", dim);
        if (!(fourierScale > 0) || fourierScale == Double.POSITIVE_INFINITY) {
            throw new ConfigException(
                    "fourierScale must be above 0 but was %s. The usual value is 25.".formatted(fourierScale));
        }
    }

    /** The network of the spiral at its own size: 25,443 parameters. */
    public static PointMlpConfig defaults() {
        return RecipeReader.defaults(PointMlpConfig.class);
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new ConfigException(
                    "%s must be at least 1 but was %d. Give a positive number.".formatted(name, value));
        }
    }

    private static void requireAtMost(String name, int value) {
        if (value > WIDEST) {
            throw new ConfigException(
                    "%s must be at most %d but was %d. Give a smaller number.".formatted(name, WIDEST, value));
        }
    }

    @Override
    public Network create(ParameterScope p, int steps) {
        requireAtLeastOne("steps", steps);
        return new PointMlp(p, this, steps);
    }

    @Override
    public long[] inputShape() {
        return new long[] {dim};
    }

    @Override
    public boolean isTiny() {
        return (long) hidden * hidden <= 1 << 14;
    }
}
