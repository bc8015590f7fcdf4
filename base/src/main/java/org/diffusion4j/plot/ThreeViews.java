// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import org.diffusion4j.error.ConfigException;

/** One scene seen from several sides, next to each other at the same scale, under one title with a legend. */
public final class ThreeViews {
    /** The usual cameras: low over the diagonal, then higher and further round, then high and almost from behind. */
    public static final List<View> USUAL = List.of(View.of(15, 45), View.of(30, 120), View.of(45, 170));

    /** The usual size in pixels, sharp where a page shows it 900 wide. */
    public static final int WIDTH = 1800;

    /** The height that goes with {@link #WIDTH}. */
    public static final int HEIGHT = 600;

    private static final double HEADER = 68;

    private ThreeViews() {}

    /** The usual three views at the usual size. */
    public static BufferedImage draw(Scene3d scene, String title) {
        return draw(scene, title, USUAL, WIDTH, HEIGHT);
    }

    /**
     * Any views at any size.
     *
     * @param title the line above the picture; where points are not finite it ends with their number
     * @throws ConfigException where there is no view or the size is out of bounds
     */
    public static BufferedImage draw(Scene3d scene, String title, List<View> views, int width, int height) {
        if (views.isEmpty()) {
            throw new ConfigException("0 views were given and at least one is needed. Use ThreeViews.USUAL.");
        }
        BufferedImage picture = Pixels.paper(width, height);
        double unit = Math.min(width / (600.0 * views.size()), height / 568.0);
        int header = (int) Math.round(HEADER * unit);
        double scale = Double.POSITIVE_INFINITY;
        Rectangle[] areas = new Rectangle[views.size()];
        for (int i = 0; i < areas.length; i++) {
            int left = (int) ((long) width * i / areas.length);
            int right = (int) ((long) width * (i + 1) / areas.length);
            areas[i] = new Rectangle(left, header, right - left, Math.max(1, height - header));
            scale = Math.min(scale, Scatter3d.fit(views.get(i), areas[i]));
        }
        Scene3d fixed = scene.within(scene.box());
        for (int i = 0; i < areas.length; i++) {
            Scatter3d.paint(picture, areas[i], fixed, views.get(i), scale);
        }
        Graphics2D g = Pixels.graphics(picture);
        try {
            paintHeader(g, scene, title, width, header / 2.0 + 4 * unit, unit);
        } finally {
            g.dispose();
        }
        return picture;
    }

    private static void paintHeader(Graphics2D g, Scene3d scene, String title, int width, double y, double unit) {
        double margin = 44 * unit;
        Font font = Fonts.regular(20 * unit);
        double right = width - margin;
        for (int i = scene.layers().size() - 1; i >= 0; i--) {
            Layer3d layer = scene.layers().get(i);
            if (layer.name().isEmpty()) {
                continue;
            }
            double begin = right - Words.width(layer.name(), font);
            Words.draw(g, layer.name(), font, Ink.MUTED, begin, y, 0);
            LegendMark.paint(g, layer, begin - 22 * unit, y, unit);
            right = begin - 66 * unit;
        }
        Font bold = Fonts.bold(28 * unit);
        Words.draw(g, Words.fitted(scene.note(title), bold, right - margin), bold, Ink.TEXT, margin, y, 0);
    }
}
