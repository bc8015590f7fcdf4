// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

/**
 * How far two sets lie in each other, by balls around each row that reach to its k-th nearest neighbour in its own set; a
 * ball has its surface.
 *
 * @param precision share of the made rows inside a ball of a real one (Kynkäänniemi et al. 2019): are samples like data?
 * @param recall share of the real rows inside a ball of a made one: is all of the data made?
 * @param density balls of real rows that a made one lies in, per k (Naeem et al. 2020); 1 is expected of equal sets, and an
 *     outlier's large ball weighs less than in precision
 * @param coverage share of the balls of real rows with a made one inside
 * @param k which neighbour
 */
public record Overlap(double precision, double recall, double density, double coverage, int k) {
    /**
     * Measures.
     *
     * @param real what was to be imitated
     * @param made what was made
     * @param k 1 to the smaller number of rows less one; 3 and 5 are usual
     * @throws org.diffusion4j.error.ConfigException if k is outside that
     */
    public static Overlap of(Features real, Features made, int k) {
        real.requireSameSize(made);
        double[] realRadii = Neighbours.radii(real, k);
        double[] madeRadii = Neighbours.radii(made, k);
        long inside = 0;
        int precise = 0;
        int recalled = 0;
        int covered = 0;
        boolean[] isPrecise = new boolean[made.count()];
        for (int i = 0; i < real.count(); i++) {
            boolean isRecalled = false;
            boolean isCovered = false;
            for (int j = 0; j < made.count(); j++) {
                double d = real.squaredDistance(i, made, j);
                isRecalled |= d <= madeRadii[j];
                if (d <= realRadii[i]) {
                    isCovered = true;
                    precise += isPrecise[j] ? 0 : 1;
                    isPrecise[j] = true;
                    inside++;
                }
            }
            recalled += isRecalled ? 1 : 0;
            covered += isCovered ? 1 : 0;
        }
        return new Overlap(
                (double) precise / made.count(),
                (double) recalled / real.count(),
                (double) inside / k / made.count(),
                (double) covered / real.count(),
                k);
    }
}
