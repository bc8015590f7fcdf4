// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The place of each point in the order from small to large x, as colour values: every colour of a map is then used
 * equally often, and one far outlier does not take half of the map for itself.
 */
final class Ranks {
    private Ranks() {}

    /** Shape (n, 3) to n places from 0 to n - 1; NaN for a point with a coordinate that is not finite. */
    static float[] byX(float[] xyz) {
        int n = xyz.length / 3;
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        // Stable, so points with equal x keep their order and the same points give the same picture.
        Arrays.sort(order, Comparator.comparingDouble(i -> xyz[3 * i]));
        float[] ranks = new float[n];
        int rank = 0;
        for (int i : order) {
            ranks[i] = isFinite(xyz, i) ? rank++ : Float.NaN;
        }
        return ranks;
    }

    static boolean isFinite(float[] xyz, int point) {
        return Float.isFinite(xyz[3 * point])
                && Float.isFinite(xyz[3 * point + 1])
                && Float.isFinite(xyz[3 * point + 2]);
    }
}
