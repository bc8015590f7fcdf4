// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.util.Arrays;
import java.util.Locale;
import org.diffusion4j.plot.Limits;
import org.diffusion4j.plot.Scene3d;

/**
 * Which box of space a picture of the spiral shows: as few different ones as possible, so that pictures can be
 * compared. A cube is taken where all but a few points lie in it, and the title tells how many do not.
 */
final class SpiralBox {
    /** Half edges. The curve itself reaches out to 1; the last cube holds what N(0, I) is likely to give. */
    private static final double[] CUBES = {1.5, 2, 2.5, 4};

    /** Of this many points one may lie outside. */
    private static final int ONE_IN = 100;

    private SpiralBox() {}

    /**
     * The half edge of the smallest usual cube that holds nearly all finite points of each cloud; 0 where none is large
     * enough.
     */
    static double cubeFor(float[]... clouds) {
        for (double half : CUBES) {
            if (Arrays.stream(clouds).allMatch(xyz -> outside(xyz, half) * ONE_IN <= xyz.length / 3)) {
                return half;
            }
        }
        return 0;
    }

    /** The scene in a cube of this half edge, or in the box around everything for 0. */
    static Scene3d within(Scene3d scene, double half) {
        return half == 0 ? scene : scene.within(Limits.cube(-half, half));
    }

    /** The title, followed by how many points lie outside the cube. */
    static String note(String title, float[] xyz, double half) {
        int count = half == 0 ? 0 : outside(xyz, half);
        return count == 0
                ? title
                : String.format(
                        Locale.ROOT, "%s \u00b7 %,d %s outside the box", title, count, count == 1 ? "point" : "points");
    }

    private static int outside(float[] xyz, double half) {
        int count = 0;
        for (int i = 0; i < xyz.length / 3; i++) {
            double reach = Math.max(Math.abs(xyz[3 * i]), Math.max(Math.abs(xyz[3 * i + 1]), Math.abs(xyz[3 * i + 2])));
            count += Ranks.isFinite(xyz, i) && reach > half ? 1 : 0;
        }
        return count;
    }
}
