// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Fit;
import org.diffusion4j.image.Picture;

/**
 * How a picture of any kind and size becomes an item.
 *
 * @param width of the item
 * @param height of the item
 * @param fit what happens to other shapes
 * @param filter how pixels are weighed
 * @param background of clear pixels and padded pictures
 * @param color channels
 */
record Shaping(int width, int height, Fit fit, Filter filter, Background background, ColorMode color) {
    /** The item. */
    Picture of(Picture picture) {
        return color.of(fit.to(width, height, filter, background, picture));
    }
}
