// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

/** The box of space that a three-dimensional picture shows. */
public record Limits(Range x, Range y, Range z) {
    /** The same range on all three axes. */
    public static Limits cube(double min, double max) {
        Range side = new Range(min, max);
        return new Limits(side, side, side);
    }

    /** The box around all finite points of all layers, each axis by itself. */
    static Limits around(Iterable<Layer3d> layers) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Layer3d layer : layers) {
            Points3d points = layer.points;
            for (int i = 0; i < points.size(); i++) {
                if (!points.isFinite(i)) {
                    continue;
                }
                for (int axis = 0; axis < 3; axis++) {
                    double value = points.at(i, axis);
                    low[axis] = Math.min(low[axis], value);
                    high[axis] = Math.max(high[axis], value);
                }
            }
        }
        return new Limits(Range.around(low[0], high[0]), Range.around(low[1], high[1]), Range.around(low[2], high[2]));
    }

    Range axis(int axis) {
        return axis == 0 ? x : axis == 1 ? y : z;
    }
}
