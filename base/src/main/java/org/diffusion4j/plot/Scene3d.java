// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a three-dimensional picture shows, whoever looks at it: layers of points, the box around them, the words on its
 * axes.
 *
 * @param layers drawn in this order where depth does not decide; at least one
 * @param limits the box to show; null for the box around all finite points
 * @param xLabel words on the x axis; may be empty
 * @param yLabel words on the y axis
 * @param zLabel words on the z axis
 */
public record Scene3d(List<Layer3d> layers, @Nullable Limits limits, String xLabel, String yLabel, String zLabel) {
    /** Checks that there is something to show. */
    public Scene3d {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigException(
                    "A scene has 0 layers and needs at least one. Pass a Cloud3d or a Line3d, which may have no points.");
        }
    }

    /** A scene of these layers with automatic limits and the axes called x Label, y Label and z Label. */
    public static Scene3d of(Layer3d... layers) {
        return new Scene3d(List.of(layers), null, "x Label", "y Label", "z Label");
    }

    /** With one more layer, over the others. */
    public Scene3d with(Layer3d layer) {
        List<Layer3d> more = new ArrayList<>(layers);
        more.add(layer);
        return new Scene3d(more, limits, xLabel, yLabel, zLabel);
    }

    /** Shows exactly this box; points outside it are drawn wherever they fall inside the picture. */
    public Scene3d within(Limits box) {
        return new Scene3d(layers, box, xLabel, yLabel, zLabel);
    }

    /** With other words on the axes. */
    public Scene3d labelled(String x, String y, String z) {
        return new Scene3d(layers, limits, x, y, z);
    }

    /** The box that is shown. */
    public Limits box() {
        return limits == null ? Limits.around(layers) : limits;
    }

    String label(int axis) {
        return axis == 0 ? xLabel : axis == 1 ? yLabel : zLabel;
    }

    /** {@code words}, followed by how many points are missing from the picture because they are not finite. */
    String note(String words) {
        long missing = 0;
        for (Layer3d layer : layers) {
            missing += layer.notFinite();
        }
        if (missing == 0) {
            return words;
        }
        String count = String.format(
                Locale.ROOT, missing == 1 ? "%,d point is not finite" : "%,d points are not finite", missing);
        return words.isEmpty() ? count : words + " \u00b7 " + count;
    }
}
