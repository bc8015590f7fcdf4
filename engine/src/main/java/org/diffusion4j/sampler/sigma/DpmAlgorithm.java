// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

/** The four forms of {@link DpmSolver}: in the clean sample or the noise, along the flow or the reverse diffusion. */
public enum DpmAlgorithm {
    /** DPM-Solver++: flow, clean sample. */
    DPM_SOLVER_PLUS_PLUS(true, false) {
        @Override
        Weights weights(Rule rule, int order, double a, double aNow, double s, double sNow, double h) {
            double e = Math.expm1(-h);
            double d1 = order == 2 && rule == Rule.MIDPOINT ? -0.5 * a * e : a * (e / h + 1);
            return new Weights(s / sNow, -a * e, d1, -a * ((e + h) / (h * h) - 0.5), 0);
        }
    },
    /** SDE-DPM-Solver++: reverse diffusion, clean sample. */
    SDE_DPM_SOLVER_PLUS_PLUS(true, true) {
        @Override
        Weights weights(Rule rule, int order, double a, double aNow, double s, double sNow, double h) {
            double e = -Math.expm1(-2 * h);
            double d1 = order == 2 && rule == Rule.MIDPOINT ? 0.5 * a * e : a * (e / (-2 * h) + 1);
            double d2 = a * ((e - 2 * h) / (4 * h * h) - 0.5);
            return new Weights(s / sNow * Math.exp(-h), a * e, d1, d2, s * Math.sqrt(e));
        }
    },
    /** DPM-Solver: flow, noise. */
    DPM_SOLVER(false, false) {
        @Override
        Weights weights(Rule rule, int order, double a, double aNow, double s, double sNow, double h) {
            double e = Math.expm1(h);
            double d1 = order == 2 && rule == Rule.MIDPOINT ? -0.5 * s * e : -s * (e / h - 1);
            return new Weights(a / aNow, -s * e, d1, -s * ((e - h) / (h * h) - 0.5), 0);
        }
    },
    /** SDE-DPM-Solver: reverse diffusion, noise. */
    SDE_DPM_SOLVER(false, true) {
        @Override
        Weights weights(Rule rule, int order, double a, double aNow, double s, double sNow, double h) {
            double e = Math.expm1(h);
            double d1 = rule == Rule.MIDPOINT ? -s * e : -2 * s * (e / h - 1);
            return new Weights(a / aNow, -2 * s * e, d1, Double.NaN, s * Math.sqrt(Math.expm1(2 * h)));
        }
    };

    /** How the first derivative enters at order 2. */
    public enum Rule {
        /** As at the middle of the step. */
        MIDPOINT,
        /** By its exact integral. */
        HEUN
    }

    /**
     * What the parts of a step are multiplied by.
     *
     * @param x the sample
     * @param m the newest output
     * @param d1 the first difference
     * @param d2 the second difference, for order 3
     * @param noise unit noise
     */
    record Weights(double x, double m, double d1, double d2, double noise) {}

    private final boolean predictsX0;
    private final boolean isStochastic;

    DpmAlgorithm(boolean predictsX0, boolean isStochastic) {
        this.predictsX0 = predictsX0;
        this.isStochastic = isStochastic;
    }

    /** The weights of a step of λ-length h, from aNow and sNow to a and s; h may be infinite at order 1. */
    abstract Weights weights(Rule rule, int order, double a, double aNow, double s, double sNow, double h);

    /** True if outputs are read as the clean sample, false if as the noise. */
    public boolean predictsX0() {
        return predictsX0;
    }

    /** True if every step adds noise. */
    public boolean isStochastic() {
        return isStochastic;
    }

    boolean hasOrder3() {
        return this != SDE_DPM_SOLVER;
    }
}
