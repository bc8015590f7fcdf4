// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.image.Picture;

/** How the samples of a picture lie in memory and files. */
public enum PixelLayout {
    /** Pixel by pixel: (H, W, C), as picture files and most arrays have it. */
    HWC {
        @Override
        int at(int pixel, int channel, int pixels, int channels) {
            return pixel * channels + channel;
        }
    },
    /** Channel by channel: (C, H, W), as CIFAR and networks have it. */
    CHW {
        @Override
        int at(int pixel, int channel, int pixels, int channels) {
            return channel * pixels + pixel;
        }
    };

    /** Where a sample lies. */
    abstract int at(int pixel, int channel, int pixels, int channels);

    /** Samples as numbers in [−1, 1], channel by channel. */
    void scale(byte[] samples, int channels, float[] target, int from) {
        int pixels = samples.length / channels;
        int to = from;
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                target[to++] = Picture.symmetric(samples[at(pixel, c, pixels, channels)] & 255);
            }
        }
    }

    /** The same samples pixel by pixel. */
    byte[] interleaved(byte[] samples, int channels) {
        int pixels = samples.length / channels;
        byte[] out = new byte[samples.length];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                out[pixel * channels + c] = samples[at(pixel, c, pixels, channels)];
            }
        }
        return out;
    }
}
