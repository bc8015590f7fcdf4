// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.diffusers;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;

/**
 * The noise levels of flow matching as diffusers lays them out: evenly from 1 down, then shifted towards noise (Esser et
 * al. 2024, section 5.3.2), between 0 and 1. Times are sigma times the number of training steps.
 */
public final class FlowGrid {
    private static final Map<String, Boolean> IS_EXPONENTIAL =
            new TreeMap<>(Map.of("exponential", true, "linear", false));

    /** A level of 1 has no signal, and no finite ln; UniPC begins this much below. */
    private static final double BELOW_ONE = 1e-6;

    /** Beyond it levels lie so near to 1, or to 0, that float32 holds them for one. */
    private static final double MOST_SHIFT = 1000;

    private final SchedulerValues values;
    private final Precision precision;
    private final int trainSteps;

    /** The levels of this file, in the arithmetic of the tables. */
    public FlowGrid(SchedulerValues values, Precision precision) {
        this.values = values;
        this.precision = precision;
        this.trainSteps = values.whole("num_train_timesteps");
        if (trainSteps < 1) {
            throw values.file().refused("num_train_timesteps", "1 or more");
        }
    }

    /**
     * The levels of {@code FlowMatchEulerDiscreteScheduler}.
     *
     * @param mu the shift that belongs to the picture's size; only and always with dynamic shifting
     * @param given levels of the caller's choice, before shifting; empty for n even ones
     */
    public SigmaGrid flowMatch(int n, OptionalDouble mu, List<Double> given) {
        boolean dynamic = values.flag("use_dynamic_shifting");
        double shift = shift("shift");
        double[] u = given.stream().mapToDouble(Double::doubleValue).toArray();
        if (u.length == 0) {
            double low = 1.0 / trainSteps;
            // The library shifts the table from which the lower end comes, and then the levels again.
            u = ramp(1, dynamic ? low : precision.round(shifted(precision.round(low), shift)), n);
        }
        u = shiftedAll(u, dynamic, shift, mu);
        u = respaced(stretched(u));
        boolean inverted = values.flag("invert_sigmas");
        if (inverted) {
            u = Arrays.stream(u).map(x -> 1 - precision.round(x)).toArray();
        }
        double[] times = Arrays.stream(u)
                .map(x -> precision.round(precision.round(x) * trainSteps))
                .toArray();
        return SigmaGrid.ending(TimeGrid.of(times), u, inverted ? 1 : 0, precision);
    }

    /**
     * The levels of DPM-Solver++ and DEIS with {@code use_flow_sigmas}.
     *
     * @param mu the logarithm of the shift, which then stands for the file's; only with dynamic shifting
     */
    public SigmaGrid multistep(int n, OptionalDouble mu) {
        boolean byMu = mu.isPresent();
        if (byMu && !values.flag("use_dynamic_shifting")) {
            throw misplaced();
        }
        double shift = byMu ? weight(mu.getAsDouble()) : shift("flow_shift");
        double[] down = ramp(1, 1.0 / trainSteps, n + 1);
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = shifted(1 - down[n - i], shift);
        }
        return truncated(u, FinalLevel.isZero(values) ? 0 : u[n - 1]);
    }

    /** The levels of UniPC with {@code use_flow_sigmas}. */
    public SigmaGrid uniPc(int n, OptionalDouble mu) {
        double[] u = Arrays.copyOf(ramp(1, 1.0 / trainSteps, n + 1), n);
        u = stretched(shiftedAll(u, values.flag("use_dynamic_shifting"), shift("flow_shift"), mu));
        if (Math.abs(u[0] - 1) < BELOW_ONE) {
            u[0] -= BELOW_ONE;
        }
        return truncated(u, FinalLevel.isZero(values) ? 0 : u[n - 1]);
    }

    /** The levels of UniPC with {@code use_flow_sigmas} and {@code use_karras_sigmas}, from the latter's. */
    public SigmaGrid ofKarras(SigmaGrid karras) {
        int n = karras.size();
        double[] u = new double[n];
        for (int i = 0; i < n; i++) {
            u[i] = karras.sigma(i) / (karras.sigma(i) + 1);
        }
        return truncated(u, karras.sigma(n) == 0 ? 0 : u[n - 1]);
    }

    private SigmaGrid truncated(double[] u, double last) {
        double[] times = Arrays.stream(u).map(x -> Math.floor(x * trainSteps)).toArray();
        return SigmaGrid.ending(TimeGrid.of(times), u, last, precision);
    }

    private double[] shiftedAll(double[] u, boolean dynamic, double shift, OptionalDouble mu) {
        if (dynamic && mu.isEmpty()) {
            throw new ConfigException(
                    "use_dynamic_shifting asks for a shift by the picture's size, and no mu was given. Give mu, which belongs to that size, or set the key to false.");
        }
        if (!dynamic && mu.isPresent()) {
            throw misplaced();
        }
        if (!dynamic) {
            return Arrays.stream(u).map(x -> shifted(x, shift)).toArray();
        }
        double weight = weight(mu.getAsDouble());
        return Arrays.stream(u).map(x -> weight / (weight + 1 / x - 1)).toArray();
    }

    private double shift(String key) {
        return values.within(key, 1 / MOST_SHIFT, MOST_SHIFT, 1);
    }

    private double weight(double mu) {
        return values.choice("time_shift_type", IS_EXPONENTIAL) ? StrictMath.exp(mu) : mu;
    }

    private static ConfigException misplaced() {
        return new ConfigException(
                "mu was given, and the configuration asks for no dynamic shifting. Leave mu out, or set use_dynamic_shifting.");
    }

    /** So that the last level is {@code shift_terminal}. */
    private double[] stretched(double[] u) {
        double terminal = values.number("shift_terminal", Double.NaN);
        if (Double.isNaN(terminal)) {
            return u;
        }
        if (!(terminal >= 0 && terminal < 1)) {
            throw values.file().refused("shift_terminal", "null or a number from 0 to below 1");
        }
        double scale = (1 - u[u.length - 1]) / (1 - terminal);
        return Arrays.stream(u).map(x -> 1 - (1 - x) / scale).toArray();
    }

    private double[] respaced(double[] u) {
        Respacing respacing = Respacings.of(values);
        return respacing == null ? u : respacing.sigmas(u[0], u[u.length - 1], u.length);
    }

    private static double shifted(double u, double shift) {
        return shift * u / (1 + (shift - 1) * u);
    }

    private static double[] ramp(double first, double last, int n) {
        double[] values = new double[n];
        double step = n == 1 ? 0 : (last - first) / (n - 1);
        for (int i = 0; i < n; i++) {
            values[i] = i == n - 1 && n > 1 ? last : first + i * step;
        }
        return values;
    }
}
