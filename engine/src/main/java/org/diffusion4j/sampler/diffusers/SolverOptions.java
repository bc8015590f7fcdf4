// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.schedule.Spacing;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the solvers of the diffusers library can be told, in its words and this language's spelling ({@code solver_order} is
 * {@code solverOrder}). Whatever is absent is as the solver has it; a solver knows some of them, and refuses the others.
 *
 * @param solverOrder 1 to 3; 1 to 4 of lms and unipc
 * @param solverType how orders above 1 are formed
 * @param lowerOrderFinal lower orders at the end of runs of fewer than 15 steps
 * @param eulerAtFinal order 1 in the last step
 * @param useKarrasSigmas levels as Karras et al. 2022 space them
 * @param useExponentialSigmas levels evenly in their logarithm
 * @param useBetaSigmas levels by the quantiles of a beta distribution
 * @param useLuLambdas levels evenly in the logarithm of the signal-to-noise ratio
 * @param finalSigmasType where the last step leads
 * @param timestepSpacing where the times lie
 * @param stepsOffset added to leading times
 * @param setAlphaToOne whether the end is clean, or as noisy as the first step of the schedule
 * @param skipPrkSteps whether pndm starts without Runge-Kutta
 * @param thresholding dynamic thresholding
 * @param dynamicThresholdingRatio its quantile
 * @param sampleMaxValue its bound
 * @param lambdaMinClipped steps noisier than this logarithm are left out
 * @param predictX0 whether unipc works on the clean estimate
 * @param disableCorrector steps that unipc does not correct
 * @param interpolationType how euler finds levels between steps
 * @param timestepType what a velocity network of euler is told
 * @param sigmaMin smallest level, above 0
 * @param sigmaMax largest level, above sigmaMin
 * @param originalInferenceSteps steps of the run that lcm was distilled from
 * @param timestepScaling of lcm's boundary condition
 * @param sigmaData standard deviation of the data (edm)
 * @param sigmaSchedule how edm spaces its levels
 * @param rho of Karras' spacing (edm)
 * @param flowShift towards noise, of flow solvers with several steps of memory
 * @param shift towards noise, of flow-euler
 * @param shiftTerminal the last level is moved here
 * @param useDynamicShifting whether the shift depends on mu
 * @param timeShiftType how mu shifts
 * @param invertSigmas from the picture to noise
 * @param stochasticSampling guesses the clean sample and noises it anew in each step
 * @param mu the shift that belongs to the picture's size
 * @param strength the part of the schedule that lcm covers, in (0, 1]
 * @param sChurn noise put back in a whole run, 0 or more
 * @param sTmin below this level none
 * @param sTmax above this level none
 * @param sNoise standard deviation of what is put back
 * @param useClippedModelOutput whether ddim computes the noise from the clipped estimate
 */
public record SolverOptions(
        @Key(about = "order, 1 to 3; of lms and unipc 1 to 4")
        Optional<Integer> solverOrder,

        @Key(about = "midpoint, heun; of unipc bh1, bh2") Optional<SolverType> solverType,

        @Key(about = "lower orders at the end of short runs")
        Optional<Boolean> lowerOrderFinal,

        @Key(about = "order 1 in the last step") Optional<Boolean> eulerAtFinal,
        @Key(about = "levels as Karras et al. 2022") Optional<Boolean> useKarrasSigmas,
        @Key(about = "levels evenly in their logarithm") Optional<Boolean> useExponentialSigmas,

        @Key(about = "levels by quantiles of a beta distribution")
        Optional<Boolean> useBetaSigmas,

        @Key(about = "levels evenly in lambda") Optional<Boolean> useLuLambdas,

        @Key(about = "where the last step leads: zero, sigma-min")
        Optional<FinalSigmas> finalSigmasType,

        @Key(about = "leading, linspace, trailing") Optional<Spacing> timestepSpacing,

        @Key(about = "added to leading times", unit = "steps")
        Optional<Integer> stepsOffset,

        @Key(about = "whether the end is clean") Optional<Boolean> setAlphaToOne,
        @Key(about = "pndm without its Runge-Kutta start") Optional<Boolean> skipPrkSteps,
        @Key(about = "dynamic thresholding") Optional<Boolean> thresholding,
        @Key(about = "its quantile") Optional<Double> dynamicThresholdingRatio,
        @Key(about = "its bound") Optional<Double> sampleMaxValue,

        @Key(about = "steps of a smaller lambda are left out")
        Optional<Double> lambdaMinClipped,

        @Key(about = "unipc on the clean estimate") Optional<Boolean> predictX0,
        @Key(about = "steps that unipc does not correct") Optional<List<Integer>> disableCorrector,

        @Key(about = "levels between steps: linear, log-linear")
        Optional<Interpolation> interpolationType,

        @Key(about = "time of a velocity network: discrete, continuous")
        Optional<TimestepType> timestepType,

        @Key(about = "smallest level") Optional<Double> sigmaMin,
        @Key(about = "largest level") Optional<Double> sigmaMax,

        @Key(about = "steps that lcm was distilled from", unit = "steps")
        Optional<Integer> originalInferenceSteps,

        @Key(about = "scaling of lcm's boundary condition") Optional<Double> timestepScaling,
        @Key(about = "standard deviation of the data (edm)") Optional<Double> sigmaData,
        @Key(about = "spacing of edm: karras, exponential") Optional<SigmaSchedule> sigmaSchedule,
        @Key(about = "exponent of Karras' spacing (edm)") Optional<Double> rho,

        @Key(about = "shift towards noise (flow-dpmpp, -unipc, -deis)")
        Optional<Double> flowShift,

        @Key(about = "shift towards noise (flow-euler)") Optional<Double> shift,
        @Key(about = "the last level is moved here (flow)") Optional<Double> shiftTerminal,

        @Key(about = "whether the shift depends on mu (flow)")
        Optional<Boolean> useDynamicShifting,

        @Key(about = "how mu shifts: exponential, linear") Optional<TimeShift> timeShiftType,

        @Key(about = "from the picture to noise (flow-euler)")
        Optional<Boolean> invertSigmas,

        @Key(about = "noise anew in each step (flow-euler)") Optional<Boolean> stochasticSampling,

        @Key(about = "shift that belongs to the picture's size (flow)")
        Optional<Double> mu,

        @Key(about = "the part of the schedule that lcm covers")
        Optional<Double> strength,

        @Key(about = "noise put back in a run") Optional<Double> sChurn,
        @Key(about = "below this level none is put back") Optional<Double> sTmin,
        @Key(about = "above this level none is put back") Optional<Double> sTmax,

        @Key(about = "standard deviation of what is put back")
        Optional<Double> sNoise,

        @Key(about = "noise of ddim from the clipped estimate")
        Optional<Boolean> useClippedModelOutput) {
    /** Ways to form an order above 1. */
    public enum SolverType {
        /** At the middle of the step. */
        MIDPOINT,
        /** At its end. */
        HEUN,
        /** In the logarithm of the level. */
        LOGRHO,
        /** B(h) = h. */
        BH1,
        /** B(h) = exp(h) − 1. */
        BH2
    }

    /** Where the last step leads. */
    public enum FinalSigmas {
        /** To no noise. */
        ZERO,
        /** To the smallest level. */
        SIGMA_MIN
    }

    /** What lies between the levels of two steps. */
    public enum Interpolation {
        /** A straight line. */
        LINEAR,
        /** A straight line in the logarithm, over the whole run. */
        LOG_LINEAR
    }

    /** What a network is told of the time. */
    public enum TimestepType {
        /** The step. */
        DISCRETE,
        /** A quarter of the level's logarithm. */
        CONTINUOUS
    }

    /** How levels are spaced between two ends. */
    public enum SigmaSchedule {
        /** Evenly in their root of order rho. */
        KARRAS,
        /** Evenly in their logarithm. */
        EXPONENTIAL
    }

    /** How mu shifts a level. */
    public enum TimeShift {
        /** By its exponential. */
        EXPONENTIAL,
        /** By itself. */
        LINEAR
    }

    /** Nothing told. */
    public static SolverOptions none() {
        return RecipeReader.defaults(SolverOptions.class);
    }

    /** What a file tells; what it does not know is left out, as is an infinite bound, which says nothing. */
    public static SolverOptions of(SchedulerConfig file) {
        return OptionKeys.read(file);
    }

    /** The keys in the library's spelling that are given. */
    public Set<String> keys() {
        return new TreeSet<>(json().propertyNames());
    }

    /** All keys that there are, in the library's spelling. */
    public static Set<String> allKeys() {
        return OptionKeys.all();
    }

    /** A key of the library in the spelling of recipes. */
    public static String inRecipes(String key) {
        return OptionKeys.inRecipes(key);
    }

    /** Under the library's keys. */
    public ObjectNode json() {
        return OptionKeys.write(this);
    }

    /** Those of them whose key, in the library's spelling, is among these. */
    public SolverOptions only(Set<String> keys) {
        ObjectNode kept = json();
        kept.retain(keys);
        return of(new SchedulerConfig("", kept));
    }
}
