// SPDX-License-Identifier: Apache-2.0
/**
 * Pictures of what a model does: point clouds in three dimensions, curves, grids and strips of images, animations.
 *
 * <p>Everything is drawn headless, with the font of this project, and gives the same bytes for the same input on the
 * same Java. Only {@link org.diffusion4j.plot.Png} and {@link org.diffusion4j.plot.Gif} know files, through one writer
 * that never leaves half a picture behind.
 */
@NullMarked
package org.diffusion4j.plot;

import org.jspecify.annotations.NullMarked;
