// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.network.PictureSizes.requireMultiple;
import static org.diffusion4j.network.PictureSizes.requirePositive;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;

/**
 * The U-Net of the class-conditional system.
 *
 * @param channels of a picture; at least 1
 * @param base width of the first resolution, doubled at each of the three below; a multiple of 8
 * @param embedding width of the embeddings of time and class; even, at least 4
 * @param classes at least 1
 * @param nullClass gives the class table one row more, for "no class": label dropout and guidance need it
 * @param size height and width of a picture; a multiple of 8
 * @param learnedVariance doubles the channels of the output, for an objective that learns the variance of a step
 * @param selfConditioning doubles the channels of the input, for an objective that shows the network its own estimate
 */
@Kind("conditional-unet")
public record ConditionalUNetConfig(
        @Key(about = "channels of a picture", standard = "3")
        int channels,

        @Key(about = "width of the first resolution, a multiple of 8", standard = "64")
        int base,

        @Key(about = "width of the embeddings of time and class, even", standard = "256")
        int embedding,

        @Key(about = "classes; labels run from 0", standard = "10")
        int classes,

        @Key(about = "one more row in the class table, for 'no class'", standard = "false")
        boolean nullClass,

        @Key(about = "height and width of a picture, a multiple of 8", unit = "pixels", standard = "32")
        int size,

        @Key(about = "the output also has the variance of a step (objective.learnedVariance)", standard = "false")
        boolean learnedVariance,

        @Key(about = "the input also has the network's own estimate (objective.selfConditioning)", standard = "false")
        boolean selfConditioning)
        implements NetworkConfig {
    /** Multiply-adds of one convolution up to which a second thread costs more than it gives. */
    private static final long TINY = 1 << 20;

    public ConditionalUNetConfig {
        requirePositive("network.channels", channels);
        requireMultiple("network.base", base, ConvBlock.GROUPS, "is normalised in groups of channels");
        requirePositive("network.classes", classes);
        requireMultiple("network.size", size, 8, "is halved three times");
        if (embedding < 4 || embedding % 2 != 0) {
            throw new ConfigException(
                    "network.embedding must be even and 4 or more (half sines, half cosines) but was %d. 256 is usual."
                            .formatted(embedding));
        }
    }

    /** A network without learned variance and self-conditioning. */
    public ConditionalUNetConfig(int channels, int base, int embedding, int classes, boolean nullClass, int size) {
        this(channels, base, embedding, classes, nullClass, size, false, false);
    }

    /** The network at its own size: 32 pixels, base 64, ten classes, 8,544,771 parameters. */
    public static ConditionalUNetConfig defaults() {
        return RecipeReader.defaults(ConditionalUNetConfig.class);
    }

    @Override
    public boolean learnsVariance() {
        return learnedVariance;
    }

    @Override
    public boolean isSelfConditioned() {
        return selfConditioning;
    }

    @Override
    public Network create(ParameterScope p, int steps) {
        return new ConditionalUNet(p, this);
    }

    @Override
    public long[] inputShape() {
        return new long[] {channels, size, size};
    }

    @Override
    public Conditioning conditioning() {
        return new Conditioning.Classes(classes, nullClass);
    }

    @Override
    public boolean isTiny() {
        return 9L * base * base * size * size <= TINY;
    }
}
