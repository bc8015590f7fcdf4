// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.diffusion4j.error.ConfigException;

/**
 * The learning rate of a step, and Adam's beta1 where the schedule moves it. Immutable: a function of the step alone, so
 * a resumed run goes on exactly.
 */
public sealed interface LearningRate {
    /** The rate of update number {@code step}, counted from 0. */
    double rate(long step);

    /** The beta1 of that update; {@code usual} where the schedule leaves it alone. */
    default double beta1(long step, double usual) {
        return usual;
    }

    /** The same rate for ever. */
    record Constant(double peak) implements LearningRate {
        public Constant {
            requireRate(peak);
        }

        @Override
        public double rate(long step) {
            return peak;
        }
    }

    /**
     * A half cosine from {@code peak} down to 0 at {@code total}. No run goes further; there the cosine rises again, as
     * diffusers' does.
     */
    record Cosine(double peak, long total) implements LearningRate {
        public Cosine {
            requireRate(peak);
            requireSteps(total);
        }

        @Override
        public double rate(long step) {
            return peak * (1 + Math.cos(Math.PI * step / total)) / 2;
        }
    }

    /**
     * {@code peak · step/warmup} over {@code warmup} steps, then {@code then} from its own step 0 on: the warm-up of
     * diffusers, whose first update has the rate 0.
     */
    record Warmed(double peak, long warmup, LearningRate then) implements LearningRate {
        public Warmed {
            requireRate(peak);
            if (warmup < 0) {
                throw new ConfigException(
                        "warmup must be 0 or more but was %d. A twentieth of the steps is usual.".formatted(warmup));
            }
        }

        @Override
        public double rate(long step) {
            return step < warmup ? peak * step / warmup : then.rate(step - warmup);
        }
    }

    /** {@code (peak − end) · (1 − progress)^power + end}, and {@code end} after {@code total} steps; power 1 is straight. */
    record Polynomial(double peak, double end, double power, long total) implements LearningRate {
        public Polynomial {
            requireRate(peak);
            requireSteps(total);
            if (!(end >= 0 && end <= peak) || !(power > 0)) {
                throw new ConfigException(
                        "the polynomial rate was given the end %s and the power %s; the end must lie in 0 to the peak %s, the power be above 0. Usual are 1e-7 and 1."
                                .formatted(end, power, peak));
            }
        }

        @Override
        public double rate(long step) {
            double left = Math.max(0, 1 - (double) step / total);
            return (peak - end) * Math.pow(left, power) + end;
        }
    }

    /** {@code cycles} half cosines from {@code peak} to 0, one after the other, and 0 after {@code total} steps. */
    record Restarts(double peak, int cycles, long total) implements LearningRate {
        public Restarts {
            requireRate(peak);
            requireSteps(total);
            if (cycles < 1) {
                throw new ConfigException(
                        "a rate with restarts needs at least 1 cycle but was given %d. 1 is a plain cosine."
                                .formatted(cycles));
            }
        }

        @Override
        public double rate(long step) {
            double progress = (double) step / total;
            return progress >= 1 ? 0 : peak * (1 + Math.cos(Math.PI * ((cycles * progress) % 1))) / 2;
        }
    }

    /** {@code peak · (1 − epoch/epochs)}, constant within an epoch of {@code stepsPerEpoch} steps. */
    record LinearPerEpoch(double peak, long stepsPerEpoch, long epochs) implements LearningRate {
        public LinearPerEpoch {
            requireRate(peak);
            requireSteps(stepsPerEpoch);
            requireSteps(epochs);
        }

        @Override
        public double rate(long step) {
            double epoch = (double) Math.floorDiv(step, stepsPerEpoch);
            return peak * Math.max(0, 1 - epoch / epochs);
        }
    }

    /** {@code max(floor, peak · factor^round)}, constant within a round of {@code stepsPerRound} steps. */
    record Rounds(double peak, double factor, double floor, long stepsPerRound) implements LearningRate {
        public Rounds {
            requireRate(peak);
            requireSteps(stepsPerRound);
            if (!(factor > 0 && factor <= 1)) {
                throw new ConfigException(
                        "factor must lie in (0, 1] but was %s. The usual value is 0.9.".formatted(factor));
            }
        }

        @Override
        public double rate(long step) {
            double round = (double) Math.floorDiv(step, stepsPerRound);
            return Math.max(floor, peak * Math.pow(factor, round));
        }
    }

    /**
     * One cycle (Smith and Topin 2019) as PyTorch's {@code OneCycleLR}: from peak/startDivisor up to the peak, then down
     * to peak/startDivisor/endDivisor, both along cosines, while beta1 goes from high to low and back.
     *
     * @param rising share of the steps in which the rate rises, in (0, 1)
     * @param startDivisor at least 1
     * @param endDivisor at least 1
     * @param lowBeta1 beta1 at the peak, in [0, 1)
     * @param highBeta1 beta1 at both ends, in [0, 1)
     */
    record OneCycle(
            double peak,
            long total,
            double rising,
            double startDivisor,
            double endDivisor,
            double lowBeta1,
            double highBeta1)
            implements LearningRate {
        public OneCycle {
            requireRate(peak);
            requireSteps(total);
            if (!(rising > 0 && rising < 1)
                    || !(startDivisor >= 1 && endDivisor >= 1)
                    || !(lowBeta1 >= 0 && lowBeta1 < 1 && highBeta1 >= 0 && highBeta1 < 1)) {
                throw new ConfigException(
                        "one cycle was given the rising share %s, the divisors %s and %s and the beta1 %s to %s; the share must lie between 0 and 1, the divisors be 1 or more, beta1 lie in [0, 1). Usual are 0.3, 25, 10000, 0.85 and 0.95."
                                .formatted(rising, startDivisor, endDivisor, lowBeta1, highBeta1));
            }
        }

        /** PyTorch's defaults: 30 % rising from peak/25, falling to peak/250,000, beta1 0.95, 0.85, 0.95. */
        public OneCycle(double peak, long total) {
            this(peak, total, 0.3, 25, 1e4, 0.85, 0.95);
        }

        @Override
        public double rate(long step) {
            return along(step, peak / startDivisor, peak, peak / startDivisor / endDivisor);
        }

        @Override
        public double beta1(long step, double usual) {
            return along(step, highBeta1, lowBeta1, highBeta1);
        }

        private double along(long step, double start, double middle, double end) {
            double turn = rising * total - 1;
            double k = Math.min(step, total - 1);
            return k <= turn ? cosine(start, middle, k / turn) : cosine(middle, end, (k - turn) / (total - 1 - turn));
        }

        private static double cosine(double from, double to, double progress) {
            return to + (from - to) * (1 + Math.cos(Math.PI * progress)) / 2;
        }
    }

    private static void requireRate(double rate) {
        if (!(rate > 0) || rate == Double.POSITIVE_INFINITY) {
            throw new ConfigException(
                    "learningRate must be above 0 but was %s. The usual values are 1e-4 to 1e-3.".formatted(rate));
        }
    }

    private static void requireSteps(long steps) {
        if (steps < 1) {
            throw new ConfigException(
                    "a learning-rate schedule needs at least 1 step but was given %s. Set train.steps to 1 or more."
                            .formatted(steps));
        }
    }
}
