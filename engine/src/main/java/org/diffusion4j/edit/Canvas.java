// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Fit;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;

/**
 * A whole picture in the size that a model draws, and the way back. A picture that is no larger in either direction lies in
 * the middle, continued by reflection, and results are cut back to its size. Of any other the largest part of the model's
 * shape is cut out of the middle and resized, and results have the model's size.
 *
 * @param picture in the model's size and channels, laid on white
 * @param left columns of reflection on the left of what came
 * @param top rows of reflection above it
 * @param width of results
 * @param height of results
 */
record Canvas(Picture picture, int left, int top, int width, int height) {
    static Canvas of(Picture given, Model model) {
        long[] shape = model.recipe().network().inputShape();
        int netWidth = (int) shape[2];
        int netHeight = (int) shape[1];
        Picture opaque = given.over(Background.WHITE);
        Picture seen = shape[0] == 1 ? opaque.grey() : opaque.colored();
        if (given.width() > netWidth || given.height() > netHeight) {
            Picture fitted = Fit.CROP.to(netWidth, netHeight, Filter.LANCZOS, Background.WHITE, seen);
            return new Canvas(fitted, 0, 0, netWidth, netHeight);
        }
        int left = (netWidth - given.width()) / 2;
        int top = (netHeight - given.height()) / 2;
        return new Canvas(reflected(seen, left, top, netWidth, netHeight), left, top, given.width(), given.height());
    }

    private static Picture reflected(Picture picture, int left, int top, int width, int height) {
        int channels = picture.channels();
        byte[] samples = new byte[width * height * channels];
        for (int i = 0; i < samples.length; i++) {
            int x = Framing.reflected(i / channels % width - left, picture.width());
            int y = Framing.reflected(i / channels / width - top, picture.height());
            samples[i] = (byte) picture.sample(x, y, i % channels);
        }
        return Picture.of(width, height, channels, samples);
    }

    /** A result, cut to the size of what came. */
    Picture back(Picture result) {
        return result.crop(left, top, width, height);
    }

    /** What came, as the model saw it. */
    Picture seen() {
        return back(picture);
    }
}
