// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.plot.Cloud3d;
import org.diffusion4j.plot.ColorMap;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Line3d;
import org.diffusion4j.plot.Scene3d;
import org.diffusion4j.plot.Series;
import org.diffusion4j.plot.ThreeViews;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * Pictures of the spiral: points seen from three sides with the clean curve behind them, its noise schedule, and what a
 * model makes of one noisy point. Points that are not finite are left out and counted in the title.
 */
public final class SpiralPictures {
    private static final int CURVE_POINTS = 2048;
    private static final int FEW = 600;
    private static final int MOST_RAYS = 100;
    private static final Color NOISY = new Color(0xE0312E);

    private SpiralPictures() {}

    /**
     * Points seen from three sides, coloured in the order of their x, which runs along the spiral. Where nearly all lie
     * in a cube of half edge 1.5, 2, 2.5 or 4, that cube is shown and the title counts the others; otherwise everything is
     * shown, however far it reaches.
     *
     * @param xyz shape (n, 3)
     * @param title what the points are
     * @return 1800 x 600 pixels
     * @throws ShapeException where the numbers do not divide into points
     */
    public static BufferedImage cloud(float[] xyz, String title) {
        Cloud3d points = Cloud3d.of(xyz).colored(Ranks.byX(xyz), ColorMap.IRIS).radius(xyz.length / 3 <= FEW ? 4 : 3);
        double half = SpiralBox.cubeFor(xyz);
        Scene3d scene = SpiralBox.within(Scene3d.of(cleanCurve(), points), half);
        return ThreeViews.draw(scene, SpiralBox.note(title, xyz, half));
    }

    /** How much of the data and how much noise each step holds: sqrt(abar) and sqrt(1 - abar). 1600 x 900 pixels. */
    public static BufferedImage schedule(NoiseSchedule schedule) {
        double[] steps = new double[schedule.steps()];
        double[] signal = new double[steps.length];
        double[] noise = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            int t = schedule.firstStep() + i;
            steps[i] = t;
            signal[i] = schedule.sqrtAlphaBar(t);
            noise[i] = schedule.sqrtOneMinusAlphaBar(t);
        }
        String title = String.format(Locale.ROOT, "Noise schedule: %s, %,d steps", schedule.name(), steps.length);
        return Curve.titled(title)
                .labelled("step", "weight in the noisy point")
                .with(Series.of("data  \u221a\u1fb1", steps, signal).bold())
                .with(Series.of("noise  \u221a(1\u2212\u1fb1)", steps, noise).bold())
                .draw();
    }

    /**
     * What becomes of one noisy point when it is denoised many times: the point in red, the ends in blue, rays between
     * them, and the clean curve. How far the ends spread tells how unsure the model is.
     *
     * @param noisyPoint shape (3)
     * @param fromIdx the step at which the point is that noisy
     * @param ends shape (n, 3), one row a run
     * @return 1800 x 600 pixels
     * @throws ShapeException where an array has another shape
     */
    public static BufferedImage spread(float[] noisyPoint, int fromIdx, float[] ends) {
        if (noisyPoint.length != 3) {
            throw new ShapeException(
                    "The noisy point of a spread has %d numbers and needs 3: x, y, z. Pass one point; draw several as several pictures."
                            .formatted(noisyPoint.length));
        }
        Cloud3d cloud = Cloud3d.of(ends).named("ends of the runs").radius(3.5).opacity(0.7);
        double half = SpiralBox.cubeFor(noisyPoint, ends);
        Cloud3d start =
                Cloud3d.of(noisyPoint).named("noisy point").colored(NOISY).marked();
        Line3d rays = Line3d.of(rays(noisyPoint, ends)).colored(NOISY).width(1).opacity(0.3);
        Scene3d scene = SpiralBox.within(Scene3d.of(cleanCurve(), rays, cloud, start), half);
        String title = String.format(
                Locale.ROOT, "One noisy point, denoised %,d times from step %d", ends.length / 3, fromIdx);
        return ThreeViews.draw(scene, SpiralBox.note(title, joined(noisyPoint, ends), half));
    }

    /** The clean curve as a faint line. */
    static Line3d cleanCurve() {
        return Line3d.of(Spiral.curve(CURVE_POINTS))
                .named("clean curve")
                .width(2.5)
                .opacity(0.45);
    }

    /** From the point to an end, back, and to the next end: one unbroken line that looks like a bundle of rays. */
    private static float[] rays(float[] point, float[] ends) {
        int n = ends.length / 3;
        int every = Math.max(1, (n + MOST_RAYS - 1) / MOST_RAYS);
        float[] line = new float[0];
        for (int i = 0; i < n; i += every) {
            if (Ranks.isFinite(ends, i)) {
                line = joined(line, joined(point, new float[] {ends[3 * i], ends[3 * i + 1], ends[3 * i + 2]}));
            }
        }
        return Ranks.isFinite(point, 0) ? line : new float[0];
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = new float[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
