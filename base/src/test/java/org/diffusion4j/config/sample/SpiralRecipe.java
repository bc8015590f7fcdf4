// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/** A recipe with one of everything, as another package would write it. */
public record SpiralRecipe(
        @Key(about = "name of the run") String name,
        @Key(about = "how the network learns") Train train,

        @Key(about = "what is trained", standard = "{kind: point-mlp, hidden: 32}")
        NetworkChoice network,

        @Key(about = "how noise is removed", standard = "ddim")
        SamplerChoice sampler,

        @Key(about = "shape of the noise schedule", standard = "scaled-linear")
        Curve schedule,

        @Key(about = "where pictures go", standard = "pictures")
        Path out,

        @Key(about = "sizes of the stages", unit = "channels", standard = "[64, 128]")
        List<Integer> widths,

        @Key(about = "extra samplers to compare", standard = "[]")
        List<SamplerChoice> compare,

        @Key(about = "stages with their own settings", standard = "[]")
        List<Stage> stages,

        @Key(about = "largest norm of the gradient") Optional<Double> clip,
        @Key(about = "words for the log", standard = "''") String note,
        @Key(about = "state to begin with") @Nullable Path from) {

    /** Named as an enum is named in Java, written in kebab form. */
    public enum Curve {
        LINEAR,
        SCALED_LINEAR,
        COSINE
    }

    /** A block whose keys all have standards, so that it may be left out. */
    public record Train(
            @Key(about = "optimiser steps", unit = "steps", standard = "2000")
            long steps,

            @Key(about = "step size", standard = "1e-3") double learningRate,

            @Key(about = "images in a step", unit = "images", standard = "64")
            int batch,

            @Key(about = "whether an average of the weights is kept", standard = "true")
            boolean ema) {
        /** Checks the ranges. */
        public Train {
            if (steps < 1) {
                throw new ConfigException(
                        "steps must be at least 1 but was %d. Give the number of optimiser steps.".formatted(steps));
            }
            if (!(learningRate > 0 && learningRate <= 1)) {
                throw new ConfigException(
                        "learningRate must lie in (0, 1] but was %s. Try 1e-3.".formatted(learningRate));
            }
        }

        /** All standards. */
        public static Train defaults() {
            return RecipeReader.defaults(Train.class);
        }
    }

    /** A block inside a list, with a key that has no standard value. */
    public record Stage(
            @Key(about = "channels of the stage") int width,
            @Key(about = "attention heads") Optional<Integer> heads,

            @Key(about = "part of the dropped values", standard = "0")
            double dropout) {}
}
