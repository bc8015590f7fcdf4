// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.diffusion4j.network.PictureSizes.requireMultiple;
import static org.diffusion4j.network.PictureSizes.requirePositive;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;

/**
 * The U-Net of the linear blend.
 *
 * @param channels of a picture; at least 1
 * @param width of every block; at least 1
 * @param timeWidth of the time; at least 1, with sinusoids even and at least 4
 * @param midWidth of the narrowest layer; at least 1
 * @param seedChannels channels with which the way up begins; at least 1
 * @param size height and width of a picture; a multiple of 8
 * @param time how the network is told the time
 */
@Kind("blend-unet")
public record BlendUNetConfig(
        @Key(about = "channels of a picture", standard = "3")
        int channels,

        @Key(about = "channels of every block", standard = "128")
        int width,

        @Key(about = "width of the time signal", standard = "192")
        int timeWidth,

        @Key(about = "width of the narrowest layer", standard = "128")
        int midWidth,

        @Key(about = "channels with which the way up begins", standard = "32")
        int seedChannels,

        @Key(about = "height and width of a picture, a multiple of 8", unit = "pixels", standard = "32")
        int size,

        @Key(about = "how the time is told: linear (the number itself) or sinusoidal", standard = "linear")
        Time time)
        implements NetworkConfig {
    private static final int SHRINKS_TO = 8;

    /** Multiply-adds of one convolution up to which a second thread costs more than it gives. */
    private static final long TINY = 1 << 20;

    /** How the network is told the time. */
    public enum Time {
        /** The number itself, as the original has it; most levels look alike until the biases are learnt. */
        LINEAR,
        /** Sines and cosines of it. */
        SINUSOIDAL
    }

    public BlendUNetConfig {
        requirePositive("network.channels", channels);
        requirePositive("network.width", width);
        requirePositive("network.timeWidth", timeWidth);
        requirePositive("network.midWidth", midWidth);
        requirePositive("network.seedChannels", seedChannels);
        requireMultiple("network.size", size, SHRINKS_TO, "is halved three times");
        if (time == Time.SINUSOIDAL && (timeWidth < 4 || timeWidth % 2 != 0)) {
            throw new ConfigException(
                    "network.timeWidth must be even and 4 or more with time sinusoidal (half sines, half cosines) but was %d. 192 is usual."
                            .formatted(timeWidth));
        }
    }

    /** The network at its own size: 32 pixels, width 128, 3,586,819 parameters. */
    public static BlendUNetConfig defaults() {
        return RecipeReader.defaults(BlendUNetConfig.class);
    }

    /** Height and width at the lowest resolution. */
    int smallest() {
        return size / SHRINKS_TO;
    }

    @Override
    public Network create(ParameterScope p, int steps) {
        return new BlendUNet(p, this);
    }

    @Override
    public long[] inputShape() {
        return new long[] {channels, size, size};
    }

    @Override
    public boolean isTiny() {
        return 9L * width * width * size * size <= TINY;
    }
}
