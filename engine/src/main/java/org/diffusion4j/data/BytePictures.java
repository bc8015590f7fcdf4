// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.zip.Checksum;
import org.diffusion4j.image.Picture;

/** Pictures whose samples are bytes, which become v / 127.5 − 1. */
interface BytePictures extends StoredPictures {
    /** The samples of a picture, in {@link #layout}. */
    byte[] bytes(int item);

    /** How the samples of a picture lie. */
    PixelLayout layout();

    @Override
    default void read(int item, float[] target, int from) {
        layout().scale(bytes(item), channels(), target, from);
    }

    @Override
    default Picture picture(int item) {
        return Picture.of(width(), height(), channels(), layout().interleaved(bytes(item), channels()));
    }

    @Override
    default void addTo(Checksum sum, int item) {
        sum.update(bytes(item));
    }
}
