// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/**
 * The noise levels that a solver runs through, with the times at which it calls the network: step i goes from sigma(i)
 * to sigma(i + 1), and the network sees time i. There is at least one sigma more than there are times. An immutable
 * value; the sigmas are rounded to the precision of the schedule.
 */
public final class SigmaGrid {
    private final TimeGrid times;
    private final double[] sigmas;

    private SigmaGrid(TimeGrid times, double[] sigmas) {
        this.times = times;
        this.sigmas = sigmas;
    }

    /** The schedule's own sigmas at these times, then {@code finalSigma}. */
    public static SigmaGrid interpolated(NoiseSchedule schedule, TimeGrid times, double finalSigma) {
        SigmaTable table = new SigmaTable(schedule);
        double[] sigmas = Arrays.stream(times.times()).map(table::sigma).toArray();
        return ending(times, sigmas, finalSigma, schedule.precision());
    }

    /** These sigmas, the times that belong to them, then {@code finalSigma}. */
    public static SigmaGrid respaced(
            NoiseSchedule schedule, double[] sigmas, TimeRounding rounding, double finalSigma) {
        SigmaTable table = new SigmaTable(schedule);
        double[] times =
                Arrays.stream(sigmas).map(s -> rounding.apply(table.time(s))).toArray();
        return ending(TimeGrid.of(times), sigmas, finalSigma, schedule.precision());
    }

    /** Any times with the sigmas of their steps, then {@code finalSigma}, rounded to this precision. */
    public static SigmaGrid ending(TimeGrid times, double[] sigmas, double finalSigma, Precision precision) {
        double[] longer = Arrays.copyOf(sigmas, sigmas.length + 1);
        longer[sigmas.length] = finalSigma;
        return of(times, longer, precision);
    }

    /** Any times and sigmas, the final one included, rounded to this precision. */
    public static SigmaGrid of(TimeGrid times, double[] sigmas, Precision precision) {
        if (sigmas.length <= times.size()) {
            throw new ConfigException(
                    "A grid of %d times was given %d sigmas. It needs one more than times, the last being where the run ends; append 0."
                            .formatted(times.size(), sigmas.length));
        }
        double[] rounded = Arrays.stream(sigmas).map(precision::round).toArray();
        for (int i = 0; i < rounded.length; i++) {
            if (!(rounded[i] >= 0 && rounded[i] < Double.POSITIVE_INFINITY)) {
                throw ConfigException.naming(
                        "Sigma %d of a grid is %s. Sigmas must be finite and not negative; where a schedule leaves no signal, lower %s, and where it is rescaled to end so, use the terminal SNR almost_zero.",
                        i, rounded[i], new KeyName("betaEnd"));
            }
        }
        return new SigmaGrid(times, rounded);
    }

    /** How many steps, which is how many times. */
    public int size() {
        return times.size();
    }

    /** The times of the network calls. */
    public TimeGrid times() {
        return times;
    }

    /** The time of step i. */
    public double time(int i) {
        return times.time(i);
    }

    /** The noise level at which step i starts; i = size() is where the run ends. */
    public double sigma(int i) {
        return sigmas[i];
    }

    /** A copy of all sigmas, the final one included. */
    public double[] sigmas() {
        return sigmas.clone();
    }

    /**
     * The standard deviation of the starting noise for Euler's and its related solvers: the largest sigma, and with
     * {@link Spacing#LEADING}, which starts below the noisy end, that of noise plus a unit signal.
     */
    public double startSigma(Spacing spacing) {
        double max = Arrays.stream(sigmas).max().orElseThrow();
        return spacing == Spacing.LEADING ? Math.sqrt(max * max + 1) : max;
    }

    /** Equal when all times and sigmas are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SigmaGrid that && times.equals(that.times) && Arrays.equals(sigmas, that.sigmas);
    }

    @Override
    public int hashCode() {
        return 31 * times.hashCode() + Arrays.hashCode(sigmas);
    }

    @Override
    public String toString() {
        return "SigmaGrid[%s, sigmas=%s]".formatted(times, Arrays.toString(sigmas));
    }
}
