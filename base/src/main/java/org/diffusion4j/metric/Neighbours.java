// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;

/** For each row of a set the nearest row of another, and how far it is: the check that nothing was learned by heart. */
public final class Neighbours {
    private final int[] nearest;
    private final double[] distances;

    private Neighbours(int count) {
        nearest = new int[count];
        distances = new double[count];
    }

    /** The row of {@code references} that is nearest to each row of {@code rows}; of equally near ones the first. */
    public static Neighbours of(Features rows, Features references) {
        rows.requireSameSize(references);
        Neighbours found = new Neighbours(rows.count());
        for (int i = 0; i < rows.count(); i++) {
            double best = Double.POSITIVE_INFINITY;
            for (int j = 0; j < references.count(); j++) {
                double d = rows.squaredDistance(i, references, j);
                if (d < best) {
                    best = d;
                    found.nearest[i] = j;
                }
            }
            found.distances[i] = Math.sqrt(best);
        }
        return found;
    }

    /** The nearest reference of a row. */
    public int nearest(int row) {
        return nearest[row];
    }

    /** The Euclidean distance to it. */
    public double distance(int row) {
        return distances[row];
    }

    /** Rows. */
    public int count() {
        return nearest.length;
    }

    /**
     * The distance that {@code share} of the rows do not exceed (nearest rank).
     *
     * @param share in (0, 1]
     */
    public double quantile(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new ConfigException(
                    "the quantile %s was asked for; it must lie above 0 and be at most 1. 0.5 is the median."
                            .formatted(share));
        }
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /**
     * The distance of each row to its k-th nearest other row of the same set.
     *
     * @throws ConfigException if k is not in 1 to the number of rows less one
     */
    static double[] radii(Features rows, int k) {
        if (k < 1 || k >= rows.count()) {
            throw new ConfigException(
                    "the neighbour number %d of each of %d rows was asked for; it must lie in 1 to %d. Use more pictures or a smaller number."
                            .formatted(k, rows.count(), rows.count() - 1));
        }
        double[] radii = new double[rows.count()];
        double[] distances = new double[rows.count() - 1];
        for (int i = 0; i < radii.length; i++) {
            for (int j = 0; j < rows.count(); j++) {
                if (j != i) {
                    distances[j < i ? j : j - 1] = rows.squaredDistance(i, rows, j);
                }
            }
            Arrays.sort(distances);
            radii[i] = distances[k - 1];
        }
        return radii;
    }
}
