// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

/** A rectangle of pixels; {@code right} and {@code bottom} are the first outside. */
record Box(int left, int top, int right, int bottom) {
    /** One pixel. */
    static Box of(int x, int y) {
        return new Box(x, y, x + 1, y + 1);
    }

    /** The smallest that holds both. */
    Box with(Box other) {
        return new Box(
                Math.min(left, other.left),
                Math.min(top, other.top),
                Math.max(right, other.right),
                Math.max(bottom, other.bottom));
    }

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }
}
