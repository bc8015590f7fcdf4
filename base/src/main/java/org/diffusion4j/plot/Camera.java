// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

/**
 * Looks at the cube [-1, 1]^3 from a {@link View}, with a gentle perspective: the eye stands {@link #DISTANCE} half
 * edges from the centre, and what lies in the plane through the centre keeps its size.
 */
final class Camera {
    static final double DISTANCE = 9;

    /** From here on a point is beside or behind the eye and cannot be drawn. */
    private static final double NEAREST = 0.75 * DISTANCE;

    private final double[] right;
    private final double[] up;
    private final double[] towards;

    Camera(View view) {
        double elevation = Math.toRadians(view.elevation());
        double azimuth = Math.toRadians(view.azimuth());
        right = new double[] {-Math.sin(azimuth), Math.cos(azimuth), 0};
        up = new double[] {
            -Math.sin(elevation) * Math.cos(azimuth), -Math.sin(elevation) * Math.sin(azimuth), Math.cos(elevation)
        };
        towards = new double[] {
            Math.cos(elevation) * Math.cos(azimuth), Math.cos(elevation) * Math.sin(azimuth), Math.sin(elevation)
        };
    }

    /** The direction from the centre to the eye along one axis: positive where the far end of the axis is nearer. */
    double towards(int axis) {
        return towards[axis];
    }

    /**
     * Projects one point of the cube.
     *
     * @param out receives three numbers: right and up, in half edges, and depth, which grows towards the viewer
     * @return false where the point is too near to the eye or behind it
     */
    boolean project(double x, double y, double z, double[] out) {
        double depth = towards[0] * x + towards[1] * y + towards[2] * z;
        if (!(depth < NEAREST)) {
            return false;
        }
        double enlarged = enlargement(depth);
        out[0] = enlarged * (right[0] * x + right[1] * y + right[2] * z);
        out[1] = enlarged * (up[0] * x + up[1] * y + up[2] * z);
        out[2] = depth;
        return true;
    }

    /** How much larger a thing looks at this depth than at the centre. */
    static double enlargement(double depth) {
        return DISTANCE / (DISTANCE - depth);
    }

    /** 0 at the farthest depth that a corner of the cube can have, 1 at the nearest. */
    static double nearness(double depth) {
        double corner = Math.sqrt(3);
        return Math.max(0, Math.min(1, (depth + corner) / (2 * corner)));
    }

    /** Left, right, bottom and top end of the whole cube as seen from here, in half edges. */
    double[] extent() {
        double[] extent = {
            Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        double[] at = new double[3];
        for (int corner = 0; corner < 8; corner++) {
            project((corner & 1) * 2 - 1, (corner & 2) - 1, (corner & 4) / 2 - 1, at);
            extent[0] = Math.min(extent[0], at[0]);
            extent[1] = Math.max(extent[1], at[0]);
            extent[2] = Math.min(extent[2], at[1]);
            extent[3] = Math.max(extent[3], at[1]);
        }
        return extent;
    }
}
