// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.image.Picture;

/** Channels of the pictures that a network sees. */
public enum ColorMode {
    /** Red, green, blue; grey pictures have three equal channels. */
    RGB(3) {
        @Override
        Picture of(Picture picture) {
            return picture.colored();
        }
    },
    /** One channel, the luma of a picture in colour. */
    GREY(1) {
        @Override
        Picture of(Picture picture) {
            return picture.grey();
        }
    };

    private final int channels;

    ColorMode(int channels) {
        this.channels = channels;
    }

    /** How many. */
    int channels() {
        return channels;
    }

    /** The picture with these channels; it has no opacity. */
    abstract Picture of(Picture picture);
}
