// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Color;

/** One set of points in a {@link Scene3d}, drawn as dots ({@link Cloud3d}) or as a line ({@link Line3d}). */
public abstract sealed class Layer3d permits Cloud3d, Line3d {
    final Points3d points;
    private final String name;
    private final Color color;

    Layer3d(Points3d points, String name, Color color) {
        this.points = points;
        this.name = name;
        this.color = color;
    }

    /** What the legend calls it; a layer with an empty name stays out of the legend. */
    public String name() {
        return name;
    }

    /** The colour of its sample in the legend, and of its points unless they have colours of their own. */
    public Color color() {
        return color;
    }

    /** How many points it has. */
    public int size() {
        return points.size();
    }

    /** How many of its points are never drawn because a coordinate is NaN or infinite. */
    public int notFinite() {
        return points.notFinite();
    }
}
