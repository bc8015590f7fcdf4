// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import org.diffusion4j.error.ShapeException;

/** Points in space: x, y, z of the first, then of the next, as a tensor of shape (n, 3) lies in memory. */
final class Points3d {
    private final float[] xyz;

    /** Keeps a copy. */
    Points3d(float[] xyz) {
        if (xyz.length % 3 != 0) {
            throw new ShapeException(
                    "%d numbers were given as points in space; their count must divide by 3 (x, y, z of each point). Pass an array of shape (n, 3)."
                            .formatted(xyz.length));
        }
        this.xyz = xyz.clone();
    }

    int size() {
        return xyz.length / 3;
    }

    float at(int point, int axis) {
        return xyz[3 * point + axis];
    }

    boolean isFinite(int point) {
        return Float.isFinite(at(point, 0)) && Float.isFinite(at(point, 1)) && Float.isFinite(at(point, 2));
    }

    /** How many points cannot be drawn because a coordinate is not finite. */
    int notFinite() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += isFinite(i) ? 0 : 1;
        }
        return count;
    }
}
