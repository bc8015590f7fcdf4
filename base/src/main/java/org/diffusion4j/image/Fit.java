// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import org.diffusion4j.error.ShapeException;

/** How a picture of any size comes to the size that is needed. */
public enum Fit {
    /** The largest part of the right shape is cut out of the middle and resized: nothing is distorted, edges are lost. */
    CROP {
        @Override
        Picture apply(Picture picture, int width, int height, Filter filter, Background background) {
            boolean isWide = (long) picture.width() * height > (long) picture.height() * width;
            int partWidth = isWide ? share(picture.height(), width, height) : picture.width();
            int partHeight = isWide ? picture.height() : share(picture.width(), height, width);
            return picture.crop(
                            (picture.width() - partWidth) / 2,
                            (picture.height() - partHeight) / 2,
                            Math.min(partWidth, picture.width()),
                            Math.min(partHeight, picture.height()))
                    .resized(width, height, filter);
        }
    },
    /** The whole picture is resized until it fits and laid on the middle of the background: nothing is lost. */
    PAD {
        @Override
        Picture apply(Picture picture, int width, int height, Filter filter, Background background) {
            boolean isWide = (long) picture.width() * height > (long) picture.height() * width;
            int partWidth = isWide ? width : Math.min(width, share(picture.width(), height, picture.height()));
            int partHeight = isWide ? Math.min(height, share(picture.height(), width, picture.width())) : height;
            Picture part = picture.resized(partWidth, partHeight, filter);
            return background
                    .picture(width, height, part.channels())
                    .with(part, (width - partWidth) / 2, (height - partHeight) / 2);
        }
    },
    /** Width and height are resized each for itself: nothing is lost, shapes are distorted. */
    STRETCH {
        @Override
        Picture apply(Picture picture, int width, int height, Filter filter, Background background) {
            return picture.resized(width, height, filter);
        }
    },
    /** Only pictures that have the size already are taken. */
    EXACT {
        @Override
        Picture apply(Picture picture, int width, int height, Filter filter, Background background) {
            if (picture.width() != width || picture.height() != height) {
                throw new ShapeException(
                        "the picture has %d x %d pixels, and fit: exact takes %d x %d only. Use fit: crop, pad or stretch."
                                .formatted(picture.width(), picture.height(), width, height));
            }
            return picture;
        }
    };

    /**
     * The picture in the size that is needed, without opacity.
     *
     * @param background below what is not opaque, and around a padded picture
     * @throws ShapeException by {@link #EXACT} for another size
     */
    public Picture to(int width, int height, Filter filter, Background background, Picture picture) {
        return apply(picture.over(background), width, height, filter, background);
    }

    abstract Picture apply(Picture picture, int width, int height, Filter filter, Background background);

    /** {@code side · numerator / denominator}, rounded, at least 1. */
    private static int share(int side, int numerator, int denominator) {
        return (int) Math.max(1, Math.round((double) side * numerator / denominator));
    }
}
