// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import org.diffusion4j.image.Picture;

/**
 * One way to fill holes in pictures of one size: what a method brings with it. Every other size, opacity, grey and the
 * return of the known pixels are the {@link Inpainter}'s. One thread at a time; close it.
 */
public interface HoleFiller extends AutoCloseable {
    /** In words, for records. */
    String name();

    /** The recipe of its model as YAML, for the record of a picture; empty for a method without one. */
    String recipe();

    /** Pixels in a row of the pictures that it takes. */
    int width();

    /** Rows of the pictures that it takes. */
    int height();

    /** Channels of the pictures that it takes and gives: 1 (grey) or 3 (colour). */
    int channels();

    /**
     * Refuses a request that it cannot follow, such as a class that the model does not know.
     *
     * @throws org.diffusion4j.error.ConfigException with what was asked for and what can be
     */
    void require(FillRequest request);

    /** How often its network is evaluated for one batch: what progress counts to; at least 1. */
    int evaluations(FillRequest request);

    /**
     * Fills each hole once. Row i draws its noise from the stream of image {@code images.get(i)} of the request's seed, so
     * that a fill does not depend on the batch that it is in.
     *
     * @param holes of this filler's size and channels, at least one
     * @param images a number for each of them, 0 to 2^43
     * @param request its count is not looked at
     * @return whole pictures of the same size, one for each hole; what they show where pixels are known is not used
     * @throws org.diffusion4j.error.CancelledException if the request's stop was asked for
     */
    List<Picture> fill(List<Hole> holes, List<Long> images, FillRequest request);

    @Override
    void close();
}
