// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

/**
 * Pixels to fill that belong together.
 *
 * @param box the smallest rectangle around them
 * @param runs their runs, at least one; the first begins with the first of them, row by row
 */
record HoleArea(Box box, PixelRuns runs) {}
