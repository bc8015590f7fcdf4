// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The room that points stand in: the three faces of the box that meet in its farthest corner, with grid lines, and
 * numbers and words along three of its outer edges.
 */
final class Box3d {
    private static final int MOST_TICKS = 6;

    private final Projection projection;
    private final Scene3d scene;
    private final double unit;
    private final int[] far = new int[3];
    private final Ticks[] ticks = new Ticks[3];

    /** {@code unit} is the size of one design pixel: 1 in a panel 600 wide. */
    Box3d(Projection projection, Scene3d scene, double unit) {
        this.projection = projection;
        this.scene = scene;
        this.unit = unit;
        for (int axis = 0; axis < 3; axis++) {
            // Seen exactly from the side a box still stands on its floor; the sum may be a hair below 0.
            far[axis] = projection.camera().towards(axis) > -1e-9 ? -1 : 1;
            ticks[axis] = Ticks.of(projection.limits().axis(axis), MOST_TICKS);
        }
    }

    /** The faces and their grid: what lies behind all points. */
    void paintFaces(Graphics2D g) {
        for (int axis = 0; axis < 3; axis++) {
            int u = (axis + 1) % 3;
            int v = (axis + 2) % 3;
            Path2D face = new Path2D.Double();
            for (int[] corner : new int[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
                double[] at = pixel(cube(axis, far[axis], u, corner[0], v, corner[1]));
                if (face.getCurrentPoint() == null) {
                    face.moveTo(at[0], at[1]);
                } else {
                    face.lineTo(at[0], at[1]);
                }
            }
            face.closePath();
            g.setColor(axis == 2 ? Ink.FLOOR : Ink.WALL);
            g.fill(face);
            g.setStroke(new BasicStroke((float) (1.1 * unit)));
            g.setColor(Ink.GRID);
            gridLines(g, axis, u, v);
            gridLines(g, axis, v, u);
        }
        g.setColor(Ink.EDGE);
        g.setStroke(new BasicStroke((float) (1.4 * unit), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int axis = 0; axis < 3; axis++) {
            int u = (axis + 1) % 3;
            int v = (axis + 2) % 3;
            edge(g, axis, u, far[u], v, far[v]);
        }
    }

    /** Lines on the face of {@code axis} at the ticks of {@code along}, running in the direction of {@code across}. */
    private void gridLines(Graphics2D g, int axis, int along, int across) {
        Range range = projection.limits().axis(along);
        for (double value : ticks[along].values()) {
            edge(g, across, axis, far[axis], along, range.toUnit(value));
        }
    }

    private void edge(Graphics2D g, int direction, int a, double atA, int b, double atB) {
        double[] from = pixel(cube(direction, -1, a, atA, b, atB));
        double[] to = pixel(cube(direction, 1, a, atA, b, atB));
        g.draw(new Line2D.Double(from[0], from[1], to[0], to[1]));
    }

    /** The three outer edges with their numbers and words: what stays legible whatever the points do. */
    void paintLabels(Graphics2D g) {
        List<Rectangle2D> taken = new ArrayList<>();
        double[][][] edges = {
            {cube(0, -1, 1, -far[1], 2, far[2]), cube(0, 1, 1, -far[1], 2, far[2])},
            {cube(1, -1, 0, -far[0], 2, far[2]), cube(1, 1, 0, -far[0], 2, far[2])},
            upright()
        };
        for (int axis : new int[] {2, 0, 1}) {
            double[] from = pixel(edges[axis][0]);
            double[] to = pixel(edges[axis][1]);
            g.setColor(Ink.EDGE);
            g.setStroke(new BasicStroke((float) (1.4 * unit), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(new Line2D.Double(from[0], from[1], to[0], to[1]));
            // An axis that points at the viewer has no room for numbers.
            if (Math.hypot(to[0] - from[0], to[1] - from[1]) > 60 * unit) {
                label(g, axis, edges[axis][0], from, to, taken);
            }
        }
    }

    /**
     * The vertical edge for the z axis: of the two at the sides of the picture the one beyond the longer floor edge,
     * so that numbers do not crowd one side; the left one where both are alike.
     */
    private double[][] upright() {
        double[] a = pixel(cube(0, -far[0], 1, far[1], 2, far[2]));
        double[] b = pixel(cube(0, far[0], 1, -far[1], 2, far[2]));
        double[] near = pixel(cube(0, -far[0], 1, -far[1], 2, far[2]));
        double reachA = Math.abs(a[0] - near[0]);
        double reachB = Math.abs(b[0] - near[0]);
        boolean alike = Math.abs(reachA - reachB) < 0.05 * (reachA + reachB);
        boolean first = alike ? a[0] < b[0] : reachA > reachB;
        int x = first ? -far[0] : far[0];
        int y = first ? far[1] : -far[1];
        return new double[][] {cube(2, -1, 0, x, 1, y), cube(2, 1, 0, x, 1, y)};
    }

    private void label(Graphics2D g, int axis, double[] start, double[] from, double[] to, List<Rectangle2D> taken) {
        Font numbers = Fonts.regular(20 * unit);
        Font words = Fonts.regular(20 * unit);
        double length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        double[] centre = pixel(new double[] {0, 0, 0});
        double outX = (to[1] - from[1]) / length;
        double outY = -(to[0] - from[0]) / length;
        if (outX * ((from[0] + to[0]) / 2 - centre[0]) + outY * ((from[1] + to[1]) / 2 - centre[1]) < 0) {
            outX = -outX;
            outY = -outY;
        }
        Range range = projection.limits().axis(axis);
        double deepest = 0;
        List<Rectangle2D> own = new ArrayList<>();
        for (double value : ticks[axis].values()) {
            String text = ticks[axis].label(value);
            double[] point = start.clone();
            point[axis] = range.toUnit(value);
            double[] at = pixel(point);
            g.setColor(Ink.EDGE);
            g.draw(new Line2D.Double(at[0], at[1], at[0] + 6 * unit * outX, at[1] + 6 * unit * outY));
            double width = Words.width(text, numbers);
            double height = Words.height(numbers);
            double reach = Math.abs(outX) * width / 2 + Math.abs(outY) * height / 2;
            double x = at[0] + outX * (12 * unit + reach);
            double y = at[1] + outY * (12 * unit + reach);
            Rectangle2D place = new Rectangle2D.Double(x - width / 2, y - height / 2 - unit, width, height + 2 * unit);
            // Numbers of one axis may stand close; those of two axes need air, or they read as one.
            Rectangle2D roomy = new Rectangle2D.Double(
                    x - width / 2 - 14 * unit, y - height / 2 - 4 * unit, width + 28 * unit, height + 8 * unit);
            deepest = Math.max(deepest, 2 * reach);
            if (own.stream().noneMatch(place::intersects) && taken.stream().noneMatch(roomy::intersects)) {
                own.add(place);
                Words.draw(g, text, numbers, Ink.MUTED, x, y, 0.5);
            }
        }
        taken.addAll(own);
        double away = 12 * unit + deepest + 12 * unit + Words.height(words) / 2;
        double angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
        // Text is read from left to right, and upwards where the axis is upright.
        if (angle > Math.toRadians(80) || angle <= Math.toRadians(-100)) {
            angle -= Math.copySign(Math.PI, angle);
        }
        double middleX = (from[0] + to[0]) / 2 + away * outX;
        double middleY = (from[1] + to[1]) / 2 + away * outY;
        Words.turned(g, scene.label(axis), words, Ink.TEXT, middleX, middleY, angle);
    }

    private double[] pixel(double[] cube) {
        double[] at = new double[3];
        projection.cube(cube[0], cube[1], cube[2], at);
        return at;
    }

    private static double[] cube(int a, double atA, int b, double atB, int c, double atC) {
        double[] point = new double[3];
        point[a] = atA;
        point[b] = atB;
        point[c] = atC;
        return point;
    }
}
