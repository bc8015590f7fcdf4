// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * MAT's discriminator as data; the standard values are those of the official model at 512 × 512.
 *
 * @param resolution side of an image, a power of two
 * @param colours channels of an image
 * @param label numbers in a label, 0 for none
 * @param channels of the branch for whole images; the branch for first-stage images has half
 * @param group samples compared with each other
 * @param groupChannels channels that say how much they differ, 0 for none
 */
public record DiscriminatorConfig(
        @Key(about = "side of an image, a power of two", unit = "pixels", standard = "512")
        int resolution,

        @Key(about = "channels of an image", unit = "channels", standard = "3")
        int colours,

        @Key(about = "numbers in a label; 0 = none", standard = "0")
        int label,

        @Key(about = "channels of the final branch") ChannelTable channels,

        @Key(about = "samples compared with each other", unit = "samples", standard = "4")
        int group,

        @Key(about = "channels that say how much they differ", unit = "channels", standard = "1")
        int groupChannels) {
    public DiscriminatorConfig {
        Sides.requirePower("resolution", resolution, 8);
        Sides.requireAtLeastOne("colours", colours);
        Sides.requireAtLeastOne("group", group);
        if (label < 0 || groupChannels < 0) {
            throw new ConfigException("label %d and groupChannels %d must be 0 or more. The usual values are 0 and 1."
                    .formatted(label, groupChannels));
        }
        channels.at(resolution); // refused here if it is not listed
    }

    /** The official model at 512 × 512. */
    public static DiscriminatorConfig defaults() {
        return RecipeReader.defaults(DiscriminatorConfig.class);
    }

    /** The same at another resolution. */
    public DiscriminatorConfig withResolution(int other) {
        return new DiscriminatorConfig(other, colours, label, channels, group, groupChannels);
    }
}
