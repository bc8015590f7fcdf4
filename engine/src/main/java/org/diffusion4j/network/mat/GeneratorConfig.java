// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * MAT's generator as data; the standard values are those of the official model at 512 × 512.
 *
 * @param resolution side of an image, a power of two
 * @param colours channels of an image
 * @param latent numbers in a latent z
 * @param label numbers in a label, 0 for none
 * @param style numbers in a style w
 * @param mappingLayers from z to w
 * @param averageDecay of the running mean of w
 * @param bottom coarsest resolution of the second stage, a power of two
 * @param mixKeep share of features that the style mix keeps, in [0, 1]
 * @param demodulates whether the second stage's convolutions under a style scale their outputs back; colours never do
 * @param channels of the second stage
 * @param firstStage the transformer
 */
public record GeneratorConfig(
        @Key(about = "side of an image, a power of two", unit = "pixels", standard = "512")
        int resolution,

        @Key(about = "channels of an image", unit = "channels", standard = "3")
        int colours,

        @Key(about = "numbers in a latent z", standard = "512")
        int latent,

        @Key(about = "numbers in a label; 0 = none", standard = "0")
        int label,

        @Key(about = "numbers in a style w", standard = "512")
        int style,

        @Key(about = "layers from z to w", unit = "layers", standard = "8")
        int mappingLayers,

        @Key(about = "decay of the running mean of w", standard = "0.995")
        double averageDecay,

        @Key(about = "coarsest resolution of the second stage", unit = "pixels", standard = "16")
        int bottom,

        @Key(about = "share of features that the style mix keeps", standard = "0.5")
        double mixKeep,

        @Key(about = "the second stage scales features back after a style has scaled them", standard = "true")
        boolean demodulates,

        @Key(about = "channels of the second stage") ChannelTable channels,
        @Key(about = "transformer of the first stage") FirstStageConfig firstStage) {
    public GeneratorConfig {
        Sides.requirePower("resolution", resolution, 8);
        Sides.requireAtLeastOne("colours", colours);
        Sides.requireAtLeastOne("latent", latent);
        Sides.requireAtLeastOne("style", style);
        Sides.requireAtLeastOne("mappingLayers", mappingLayers);
        Sides.requirePower("bottom", bottom, 4);
        if (label < 0) {
            throw new ConfigException("label must be 0 or more but was %d. Use 0 for no labels.".formatted(label));
        }
        if (bottom > resolution / 2) {
            throw new ConfigException("bottom must be at most half of resolution %d but was %d. Try %d."
                    .formatted(resolution, bottom, resolution / 2));
        }
        if (firstStage.tokenSide() > resolution / 2) {
            throw new ConfigException(
                    "resolution %d must be at least twice firstStage.tokenSide %d, because colours leave through a doubling. Try tokenSide %d."
                            .formatted(resolution, firstStage.tokenSide(), resolution / 2));
        }
        if (!(mixKeep >= 0 && mixKeep <= 1)) {
            throw new ConfigException(
                    "mixKeep must lie in [0, 1] but was %s. The usual value is 0.5.".formatted(mixKeep));
        }
        channels.at(resolution); // refused here if it is not listed
    }

    /** The official model at 512 × 512. */
    public static GeneratorConfig defaults() {
        return RecipeReader.defaults(GeneratorConfig.class);
    }

    /** The same at another resolution. */
    public GeneratorConfig withResolution(int other) {
        return new GeneratorConfig(
                other,
                colours,
                latent,
                label,
                style,
                mappingLayers,
                averageDecay,
                bottom,
                mixKeep,
                demodulates,
                channels,
                firstStage);
    }

    /** How many doublings lie between the bottom and the whole image. */
    int doublings() {
        return Sides.log2(resolution / bottom);
    }

    /** Rows of w that the second stage takes: two for the bottom, two for each doubling. */
    public int rows() {
        return 2 * doublings() + 2;
    }

    /** Numbers in the style of the second stage's decoder: a row of w, and what the image says. */
    int decoderStyle() {
        return style + 2 * channels.at(bottom);
    }
}
