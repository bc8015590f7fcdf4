// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import java.util.Arrays;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;

/**
 * How much noise there is at each time: x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) epsilon. Times are whole numbers,
 * the larger the noisier; {@link #CLEAN} stands for the picture itself. An immutable value: its tables are computed
 * once, in the given {@link Precision}, and are copied on the way in and out.
 *
 * <p>A time outside the schedule is a {@link ConfigException}.
 */
public final class NoiseSchedule {
    /** The time before the first step: abar is 1, there is no noise. */
    public static final int CLEAN = -1;

    private final String name;
    private final Optional<BetaSchedule> kind;
    private final Precision precision;
    private final int firstStep;
    private final double[] beta;
    private final double[] alphaBar;

    private NoiseSchedule(
            String name,
            Optional<BetaSchedule> kind,
            Precision precision,
            int firstStep,
            double[] beta,
            double[] alphaBar) {
        this.name = name;
        this.kind = kind;
        this.precision = precision;
        this.firstStep = firstStep;
        this.beta = beta;
        this.alphaBar = alphaBar;
    }

    /** Times 0 ... T - 1 with these betas, each in [0, 1]; abar_t is the product of 1 - beta up to and with t. */
    public static NoiseSchedule ofBetas(String name, double[] beta, Precision precision) {
        double[] rounded = rounded(name, beta, precision);
        return new NoiseSchedule(
                name,
                Optional.empty(),
                precision,
                0,
                rounded,
                precision.cumulativeProduct(alphas(rounded, precision), 0));
    }

    /** {@link #ofBetas(String, double[], Precision)} in double. */
    public static NoiseSchedule ofBetas(String name, double[] beta) {
        return ofBetas(name, beta, Precision.DOUBLE);
    }

    /**
     * Steps 1 ... T from T + 1 betas; entry 0 is clean (abar 1). With {@code exact} the product starts at step 1;
     * without, it starts at entry 0 as in the sprite seed, so that abar_1 holds the factors of entries 0 and 1.
     */
    public static NoiseSchedule countedFromOne(String name, double[] beta, boolean exact, Precision precision) {
        double[] rounded = rounded(name, beta, precision);
        if (rounded.length < 2) {
            throw new ConfigException(
                    "Schedule '%s' has 1 beta, but one that counts its steps from 1 needs 2 or more.".formatted(name)
                            + " Give the clean entry 0 and at least one step.");
        }
        double[] alphaBar = precision.cumulativeProduct(alphas(rounded, precision), exact ? 1 : 0);
        alphaBar[0] = 1;
        return new NoiseSchedule(name, Optional.empty(), precision, 1, rounded, alphaBar);
    }

    /**
     * Rescaled so that nothing of x_0 is left at the last step, the first one unchanged (Lin et al. 2023, algorithm 1).
     * There sigma is infinite and a noise prediction cannot be turned into x_0: predict x_0 or v instead.
     */
    public NoiseSchedule rescaledToZeroTerminalSnr() {
        int n = alphaBar.length;
        double[] root = new double[n];
        for (int t = 0; t < n; t++) {
            root[t] = precision.round(Math.sqrt(alphaBar[t]));
        }
        double first = root[firstStep];
        double last = root[n - 1];
        if (first == last) {
            throw ConfigException.naming(
                    "Schedule '%s' has one step, which cannot be both unchanged and without signal. Use 2 %s or more.",
                    name, new KeyName("steps"));
        }
        double factor = precision.round(first / precision.round(first - last));
        double[] newBeta = beta.clone();
        double before = 1;
        for (int t = firstStep; t < n; t++) {
            double r = precision.round(precision.round(root[t] - last) * factor);
            double square = precision.round(r * r);
            newBeta[t] = precision.round(1 - precision.round(square / before));
            before = square;
        }
        double[] newAlphaBar = precision.cumulativeProduct(alphas(newBeta, precision), firstStep);
        return new NoiseSchedule(name + ", zero terminal SNR", kind, precision, firstStep, newBeta, newAlphaBar);
    }

    /** The same schedule with another abar at its last step; the solvers that divide by it use 2^-24 instead of 0. */
    public NoiseSchedule withLastAlphaBar(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ConfigException(
                    "The last abar of schedule '%s' was set to %s. It must lie in [0, 1]; 2^-24 is the usual small value."
                            .formatted(name, value));
        }
        double[] changed = alphaBar.clone();
        changed[changed.length - 1] = precision.round(value);
        return new NoiseSchedule(name, kind, precision, firstStep, beta, changed);
    }

    /** The same noise levels at times counted from 0; itself where they are. */
    public NoiseSchedule countedFromZero() {
        return firstStep == 0
                ? this
                : new NoiseSchedule(
                        name,
                        kind,
                        precision,
                        0,
                        Arrays.copyOfRange(beta, firstStep, beta.length),
                        Arrays.copyOfRange(alphaBar, firstStep, alphaBar.length));
    }

    /** The same as one of a family. */
    NoiseSchedule ofKind(BetaSchedule family) {
        return new NoiseSchedule(name, Optional.of(family), precision, firstStep, beta, alphaBar);
    }

    /** The family that it was made of, if a recipe or a file says so. */
    public Optional<BetaSchedule> kind() {
        return kind;
    }

    /** What it is called in messages and pictures. */
    public String name() {
        return name;
    }

    /** The arithmetic in which the tables were built. */
    public Precision precision() {
        return precision;
    }

    /** T: how many noisy times there are; they run from {@link #firstStep} to {@link #lastStep}. */
    public int steps() {
        return beta.length - firstStep;
    }

    /** The cleanest noisy time: 0, or 1 in a schedule that is counted from one. */
    public int firstStep() {
        return firstStep;
    }

    /** The noisiest time. */
    public int lastStep() {
        return beta.length - 1;
    }

    /** The variance that step t adds. */
    public double beta(int t) {
        return beta[requireStep(t)];
    }

    /** 1 - beta_t. */
    public double alpha(int t) {
        return precision.round(1 - beta(t));
    }

    /** abar_t, in [0, 1]; 1 for {@link #CLEAN}. */
    public double alphaBar(int t) {
        return t == CLEAN ? 1 : alphaBar[requireStep(t)];
    }

    /** The weight of x_0 in x_t. */
    public double sqrtAlphaBar(int t) {
        return Math.sqrt(alphaBar(t));
    }

    /** The weight of the noise in x_t. */
    public double sqrtOneMinusAlphaBar(int t) {
        return Math.sqrt(1 - alphaBar(t));
    }

    /** The noise of x_t / sqrt(abar_t): sqrt((1 - abar_t) / abar_t), 0 for {@link #CLEAN}, infinite where abar is 0. */
    public double sigma(int t) {
        double signal = alphaBar(t);
        return precision.round(Math.sqrt(precision.round(precision.round(1 - signal) / signal)));
    }

    /** The signal-to-noise ratio abar_t / (1 - abar_t) = 1 / sigma_t^2; infinite for {@link #CLEAN}. */
    public double snr(int t) {
        return alphaBar(t) / (1 - alphaBar(t));
    }

    /** Half the logarithm of the signal-to-noise ratio, -ln sigma_t. */
    public double lambda(int t) {
        return 0.5 * StrictMath.log(snr(t));
    }

    /** The law of one reverse step, from t to t - 1 ({@link #CLEAN} for t = 0), with alpha_t and beta_t themselves. */
    public Posterior posterior(int t) {
        return Posterior.of(alpha(t), beta(t), alphaBar(t), alphaBar(t - 1));
    }

    /** The law of a reverse step from t to any earlier time s, which may be {@link #CLEAN}. */
    public Posterior posterior(int t, int s) {
        if (s >= t) {
            throw new ConfigException(
                    "A reverse step was asked for from time %d to time %d. It must lead to an earlier time; swap the two or use the next time of the grid."
                            .formatted(t, s));
        }
        double alpha = alphaBar(t) / alphaBar(s);
        return Posterior.of(alpha, 1 - alpha, alphaBar(t), alphaBar(s));
    }

    /** A copy of all betas; index is time. */
    public double[] betas() {
        return beta.clone();
    }

    /** A copy of all abar; index is time. */
    public double[] alphaBars() {
        return alphaBar.clone();
    }

    private int requireStep(int t) {
        if (t < 0 || t >= beta.length) {
            throw new ConfigException(
                    "Time %d is not in schedule '%s'. Its times run from %d to %d; use one of them, or CLEAN (-1) for the picture itself."
                            .formatted(t, name, firstStep, lastStep()));
        }
        return t;
    }

    private static double[] rounded(String name, double[] beta, Precision precision) {
        if (beta.length == 0) {
            throw new ConfigException(
                    "Schedule '%s' has no betas. It needs one for each step; give 1 or more.".formatted(name));
        }
        double[] rounded = new double[beta.length];
        for (int t = 0; t < beta.length; t++) {
            if (!(beta[t] >= 0 && beta[t] <= 1)) {
                throw new ConfigException(
                        "Beta %d of schedule '%s' is %s. A beta is a variance and must lie in [0, 1]; correct the list or the range."
                                .formatted(t, name, beta[t]));
            }
            rounded[t] = precision.round(beta[t]);
        }
        return rounded;
    }

    private static double[] alphas(double[] beta, Precision precision) {
        return Arrays.stream(beta).map(b -> precision.round(1 - b)).toArray();
    }

    /** Equal when name, precision and every table entry are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof NoiseSchedule that
                && name.equals(that.name)
                && precision == that.precision
                && firstStep == that.firstStep
                && Arrays.equals(beta, that.beta)
                && Arrays.equals(alphaBar, that.alphaBar);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(alphaBar);
    }

    @Override
    public String toString() {
        return "NoiseSchedule[%s, steps=%d, precision=%s]".formatted(name, steps(), precision);
    }
}
