// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Halving the steps divides the error by 2 to the power of the order, on the exact flow of a mixture of two Gaussians. */
class ConvergenceTest {
    private static final double MAX = 20;
    private static final double MIN = 0.2;
    private static final Parameterization VP = new Parameterization.Preserving(Prediction.X0);
    private static final Parameterization VE = new Parameterization.Exploding(Prediction.X0);
    private static final Parameterization.Edm EDM = new Parameterization.Edm(0.5, 1);

    /** E[x0 | x] of a half at each of ±1 with deviation 0.5; the time is σ itself. */
    private static final Denoiser MIXTURE = (input, sigma) -> {
        Tensor x = Tensors.times(input, Math.sqrt(1 + sigma * sigma));
        double variance = 0.25 + sigma * sigma;
        Tensor side = Tensors.times(x, 1 / variance).tanh();
        return Tensors.blend(x, 0.25 / variance, side, 1 - 0.25 / variance);
    };

    /** The same mixture as a preconditioned network says it; the time is ln σ / 4. */
    private static final Denoiser PRECONDITIONED = (input, time) -> {
        double sigma = Math.exp(4 * time);
        Tensor x = Tensors.times(input, 1 / EDM.inputScale(sigma));
        Tensor told = MIXTURE.evaluate(Tensors.times(x, 1 / Math.sqrt(1 + sigma * sigma)), sigma);
        return Tensors.blend(told, 1 / EDM.out(sigma), x, -EDM.skip(sigma) / EDM.out(sigma));
    };

    /** The same mixture as the slope of straight paths x = (1 − u) x0 + u ε, of which σ = u / (1 − u) is the level. */
    private static final Denoiser SLOPE = (x, u) -> {
        double sigma = u / (1 - u);
        Tensor x0 = MIXTURE.evaluate(Tensors.times(x, 1 / ((1 - u) * Math.sqrt(1 + sigma * sigma))), sigma);
        return Tensors.blend(x, 1 / u, x0, -1 / u);
    };

    private record Method(String name, double order, boolean preserving, Function<SigmaGrid, Sampler> solver) {
        double scale() {
            return preserving ? VP.s(MAX) : MAX;
        }

        Denoiser model() {
            return solver.apply(grid(2)) instanceof EdmHeun ? PRECONDITIONED : MIXTURE;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Method> methods() {
        return Stream.of(
                ve("Euler", 1, grid -> new Euler(grid, VE, 1, Churn.NONE)),
                ve("Heun", 2, grid -> new Heun(grid, VE, 1, Clip.NONE)),
                ve("EDM Heun", 2, grid -> new EdmHeun(grid, EDM, Churn.NONE)),
                ve("LMS 2", 2, grid -> new Lms(grid, VE, 1, 2)),
                ve("LMS 3", 3, grid -> new Lms(grid, VE, 1, 3)),
                vp("DPM-Solver++ 1", 1, grid -> dpm(grid, DpmAlgorithm.DPM_SOLVER_PLUS_PLUS, 1)),
                vp("DPM-Solver++ 2", 2, grid -> dpm(grid, DpmAlgorithm.DPM_SOLVER_PLUS_PLUS, 2)),
                // the second difference has half its weight
                vp("DPM-Solver++ 3", 2, grid -> dpm(grid, DpmAlgorithm.DPM_SOLVER_PLUS_PLUS, 3)),
                vp("DPM-Solver 2", 2, grid -> dpm(grid, DpmAlgorithm.DPM_SOLVER, 2)),
                vp("DPM-Solver 3", 2, grid -> dpm(grid, DpmAlgorithm.DPM_SOLVER, 3)),
                vp("DEIS 2", 2, grid -> new Deis(grid, VP, new StepOrder(2, false, false), Clip.NONE)),
                vp("DEIS 3", 3, grid -> new Deis(grid, VP, new StepOrder(3, false, false), Clip.NONE)),
                vp("UniPC 2, with its corrector 3", 3, grid -> uniPc(grid, true, UniPc.Scaling.BH2, 2)),
                vp("UniPC 2 in the noise", 3, grid -> uniPc(grid, false, UniPc.Scaling.BH1, 2)));
    }

    private static Method ve(String name, double order, Function<SigmaGrid, Sampler> solver) {
        return new Method(name, order, false, solver);
    }

    private static Method vp(String name, double order, Function<SigmaGrid, Sampler> solver) {
        return new Method(name, order, true, solver);
    }

    private static Sampler dpm(SigmaGrid grid, DpmAlgorithm algorithm, int order) {
        return new DpmSolver(
                grid, VP, 1, algorithm, DpmAlgorithm.Rule.HEUN, new StepOrder(order, false, false), Clip.NONE);
    }

    private static Sampler uniPc(SigmaGrid grid, boolean x0, UniPc.Scaling scaling, int order) {
        return new UniPc(grid, VP, x0, scaling, order, false, Set.of(), Clip.NONE);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void halvingTheStepsReducesTheErrorByTheOrder(Method method) {
        double[] exact = end(method, 1600);
        double coarse = error(end(method, 40), exact);
        double fine = error(end(method, 80), exact);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isGreaterThan(method.order() - 0.35);
        assertThat(fine).isLessThan(method.order() == 1 ? 0.05 : 0.005);
    }

    /** The ends of runs of n steps, evenly spread in ln σ, from starts that belong together. */
    private static double[] end(Method method, int n) {
        Sampler solver = method.solver().apply(grid(n));
        return end(solver, method.model(), method.scale() / solver.initialScale());
    }

    private static SigmaGrid grid(int n) {
        double[] sigmas = Respacing.EXPONENTIAL.sigmas(MAX, MIN, n + 1);
        return SigmaGrid.of(TimeGrid.of(Arrays.copyOf(sigmas, n)), sigmas, Precision.DOUBLE);
    }

    private static double[] end(Sampler solver, Denoiser model, double scale) {
        try (PointerScope scope = new PointerScope();
                Tensor start = Tensors.of(new double[] {-1.7 * scale, -0.6 * scale, 0.2 * scale, 1.1 * scale}, 4, 1);
                Tensor end = Sampling.run(solver, model, start, Noise.NONE, Sampling.Watcher.NONE, new StopSignal())) {
            return Tensors.doubles(end);
        }
    }

    @Test
    void eulersMethodAlongStraightPathsHasOrderOne() {
        double[] exact = straight(3200);
        double coarse = error(straight(40), exact);
        double fine = error(straight(80), exact);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(0.65, 1.35);
        assertThat(fine).isLessThan(0.05);
    }

    /** From u = 0.95 to 0.15 in n even steps. */
    private static double[] straight(int n) {
        double[] levels = new double[n + 1];
        Arrays.setAll(levels, i -> 0.95 - 0.8 * i / n);
        SigmaGrid grid = SigmaGrid.of(TimeGrid.of(Arrays.copyOf(levels, n)), levels, Precision.DOUBLE);
        return end(new FlowMatchEuler(grid, false), SLOPE, 1);
    }

    private static double error(double[] got, double[] want) {
        double worst = 0;
        for (int i = 0; i < got.length; i++) {
            worst = Math.max(worst, Math.abs(got[i] - want[i]));
        }
        return worst;
    }
}
