// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;

/**
 * A picture with a part to fill.
 *
 * @param picture the pixels; those in the hole are not to be looked at
 * @param mask which pixels are known, as large as the picture
 */
public record Hole(Picture picture, Mask mask) {
    /** @throws ShapeException if the sizes differ */
    public Hole {
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw new ShapeException(
                    "a mask of %d x %d pixels does not fit a picture of %d x %d. Give a mask of the same size."
                            .formatted(mask.width(), mask.height(), picture.width(), picture.height()));
        }
    }
}
