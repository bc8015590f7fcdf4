// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.geom.Rectangle2D;

/** From points in space to pixels of one panel: the limits make a cube of the box, the camera looks at the cube. */
final class Projection {
    private final Camera camera;
    private final Limits limits;
    private final double scale;
    private final double left;
    private final double top;

    /** The cube's picture stands in the middle of {@code inner}, at {@code scale} pixels a half edge. */
    Projection(View view, Limits limits, Rectangle2D inner, double scale) {
        this.camera = new Camera(view);
        this.limits = limits;
        this.scale = scale;
        double[] extent = camera.extent();
        this.left = inner.getCenterX() - scale * (extent[0] + extent[1]) / 2;
        this.top = inner.getCenterY() + scale * (extent[2] + extent[3]) / 2;
    }

    /** The largest scale at which the cube, seen from {@code view}, fits into a space of this size. */
    static double fit(View view, double width, double height) {
        double[] extent = new Camera(view).extent();
        return Math.min(width / (extent[1] - extent[0]), height / (extent[3] - extent[2]));
    }

    Camera camera() {
        return camera;
    }

    Limits limits() {
        return limits;
    }

    /** Pixel x, pixel y and depth of a point of the cube; false where it cannot be seen. */
    boolean cube(double x, double y, double z, double[] out) {
        if (!camera.project(x, y, z, out)) {
            return false;
        }
        out[0] = left + scale * out[0];
        out[1] = top - scale * out[1];
        return true;
    }

    /** Pixel x, pixel y and depth of a point in space; false where it cannot be seen. */
    boolean space(double x, double y, double z, double[] out) {
        return cube(limits.x().toUnit(x), limits.y().toUnit(y), limits.z().toUnit(z), out);
    }
}
