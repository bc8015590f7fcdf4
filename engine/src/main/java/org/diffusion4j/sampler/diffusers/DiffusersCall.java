// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.List;
import java.util.OptionalDouble;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.schedule.Precision;

/**
 * What diffusers takes as arguments of its calls, beside the configuration. A class uses
 * those that it has.
 *
 * @param steps of the run, at least 1; not used where times or sigmas are given
 * @param times of the caller's choice; empty for the configuration's spacing
 * @param sigmas of the caller's choice; empty for the configuration's
 * @param mu the shift of flow matching with dynamic shifting
 * @param strength of LCM's run, in (0, 1]: which part of the schedule it covers
 * @param eta DDIM's stochasticity, in [0, 1]
 * @param reclips DDIM's {@code use_clipped_model_output}
 * @param churn noise put back by Euler's method
 * @param order of LMS, 1 to 4
 * @param precision of the tables; the library's is float32
 */
public record DiffusersCall(
        int steps,
        List<Double> times,
        List<Double> sigmas,
        OptionalDouble mu,
        double strength,
        double eta,
        boolean reclips,
        Churn churn,
        int order,
        Precision precision) {
    public DiffusersCall {
        times = List.copyOf(times);
        sigmas = List.copyOf(sigmas);
        if (steps < 1) {
            throw new ConfigException("steps must be at least 1 but was %d. 20 to 50 are usual.".formatted(steps));
        }
        if (!(strength > 0 && strength <= 1)) {
            throw new ConfigException(
                    "strength must lie in (0, 1] but was %s. 1 covers the whole schedule.".formatted(strength));
        }
    }

    /** The library's defaults. */
    public static DiffusersCall of(int steps) {
        return new DiffusersCall(
                steps, List.of(), List.of(), OptionalDouble.empty(), 1, 0, false, Churn.NONE, 4, Precision.FLOAT32);
    }

    /** The same at these times. */
    public DiffusersCall withTimes(List<Double> given) {
        return new DiffusersCall(
                Math.max(1, given.size()), given, sigmas, mu, strength, eta, reclips, churn, order, precision);
    }

    /** The same at these sigmas. */
    public DiffusersCall withSigmas(List<Double> given) {
        return new DiffusersCall(steps, times, given, mu, strength, eta, reclips, churn, order, precision);
    }

    /** The same with this shift. */
    public DiffusersCall withMu(double value) {
        OptionalDouble given = OptionalDouble.of(value);
        return new DiffusersCall(steps, times, sigmas, given, strength, eta, reclips, churn, order, precision);
    }

    /** The same with this strength. */
    public DiffusersCall withStrength(double value) {
        return new DiffusersCall(steps, times, sigmas, mu, value, eta, reclips, churn, order, precision);
    }

    /** The same with this eta. */
    public DiffusersCall withEta(double value) {
        return new DiffusersCall(steps, times, sigmas, mu, strength, value, reclips, churn, order, precision);
    }

    /** The same, computing the noise from the clipped estimate or not. */
    public DiffusersCall withReclips(boolean value) {
        return new DiffusersCall(steps, times, sigmas, mu, strength, eta, value, churn, order, precision);
    }

    /** The same with this churn. */
    public DiffusersCall withChurn(Churn value) {
        return new DiffusersCall(steps, times, sigmas, mu, strength, eta, reclips, value, order, precision);
    }

    /** The same with this order. */
    public DiffusersCall withOrder(int value) {
        return new DiffusersCall(steps, times, sigmas, mu, strength, eta, reclips, churn, value, precision);
    }

    /** The same with tables of this precision. */
    public DiffusersCall withPrecision(Precision value) {
        return new DiffusersCall(steps, times, sigmas, mu, strength, eta, reclips, churn, order, value);
    }
}
