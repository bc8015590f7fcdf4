// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.Locale;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Png;
import org.diffusion4j.plot.Series;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;

/** How fast the usual schedules drown a picture in noise: the share of signal, sqrt(abar), over time. */
public final class Schedules {
    private static final int STEPS = 1000;

    private Schedules() {}

    /** Draws {@code schedules.png}, or the file that is named. */
    public static void main(String[] words) {
        run(Path.of(words.length > 0 ? words[0] : "schedules.png"));
    }

    /** The picture's curves. */
    static Curve run(Path file) {
        Curve curves = Curve.titled("What is left of the data").labelled("t", "signal");
        for (BetaSchedule kind : new BetaSchedule[] {
            BetaSchedule.LINEAR, BetaSchedule.SCALED_LINEAR, BetaSchedule.COSINE, BetaSchedule.SIGMOID
        }) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            NoiseSchedule schedule =
                    ScheduleConfig.linear(1e-4, 0.02, STEPS).withKind(kind).create();
            curves = curves.with(Series.of(name, signal(schedule)).bold());
            System.out.printf(Locale.ROOT, "%-14s half of the signal is gone at t = %d%n", name, half(schedule));
        }
        Png.write(file, curves.draw());
        System.out.println("picture: " + file);
        return curves;
    }

    private static double[] signal(NoiseSchedule schedule) {
        double[] signal = new double[schedule.steps()];
        for (int t = 0; t < signal.length; t++) {
            signal[t] = schedule.sqrtAlphaBar(t);
        }
        return signal;
    }

    private static int half(NoiseSchedule schedule) {
        int t = 0;
        while (schedule.sqrtAlphaBar(t) > 0.5) {
            t++;
        }
        return t;
    }
}
