// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Denoiser;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Noise;
import org.diffusion4j.sampler.NoiseAhead;
import org.diffusion4j.sampler.NoiseInPlace;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.EdmHeun;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.schedule.Respacing;
import org.diffusion4j.schedule.SigmaGrid;
import org.diffusion4j.schedule.TimeGrid;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What every solver keeps; a class that is registered is tested here without a word about it. */
@ParameterizedClass(name = "{0}")
@MethodSource("cases")
class SamplerContractTest {
    private static final int FEW = 12;

    /** So many that methods of order 1 come near, and the noise that some add is followed. */
    private static final int MANY = 500;

    private static final int SAMPLES = 2000;

    /** A solver with the exact model of normally distributed data, and what its samples should be like. */
    record Case(String name, IntFunction<Sampler> solver, Denoiser model, double mean, double deviation) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final Case solver;

    SamplerContractTest(Case solver) {
        this.solver = solver;
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Schedulers.names().forEach(name -> cases.add(registered(name, "", "{}")));
        for (String algorithm : new String[] {"dpmsolver++", "sde-dpmsolver++", "dpmsolver", "sde-dpmsolver"}) {
            cases.add(dpm(algorithm, 2, "midpoint"));
            cases.add(dpm(algorithm, 2, "heun"));
            cases.add(dpm(algorithm, algorithm.equals("sde-dpmsolver") ? 1 : 3, "midpoint"));
        }
        cases.add(registered("DDPMScheduler", " with beta", "{\"variance_type\": \"fixed_large\"}"));
        cases.add(registered("DDIMScheduler", " with eta 1", "{}", call -> call.withEta(1)));
        cases.add(registered("UniPCMultistepScheduler", " of order 3", "{\"solver_order\": 3}"));
        cases.add(registered("PNDMScheduler", " without Runge-Kutta", "{\"skip_prk_steps\": true}"));
        Churn churn = new Churn(10, 0.05, 50, 1);
        cases.add(registered("EDMEulerScheduler", " with churn", "{}", call -> call.withChurn(churn)));
        cases.add(registered("FlowMatchEulerDiscreteScheduler", ", stochastic", "{\"stochastic_sampling\": true}"));
        cases.add(edmHeun("EdmHeun", Churn.NONE));
        cases.add(edmHeun("EdmHeun with churn", new Churn(20, 0, Double.POSITIVE_INFINITY, 1)));
        return cases.stream();
    }

    private static Case dpm(String algorithm, int order, String rule) {
        String config =
                "{\"algorithm_type\": \"%s\", \"solver_order\": %d, \"solver_type\": \"%s\", \"final_sigmas_type\": \"%s\"}"
                        .formatted(algorithm, order, rule, algorithm.endsWith("++") ? "zero" : "sigma_min");
        return registered(
                "DPMSolverMultistepScheduler", ", %s, order %d, %s".formatted(algorithm, order, rule), config);
    }

    private static Case edmHeun(String name, Churn churn) {
        return gaussian(
                name,
                steps -> {
                    double[] sigmas = Respacing.karras(80, 0.002, 7, steps);
                    double[] toZero = Arrays.copyOf(sigmas, steps + 1);
                    return new EdmHeun(
                            SigmaGrid.of(TimeGrid.of(sigmas), toZero, Precision.DOUBLE), GaussianModels.EDM, churn);
                },
                GaussianModels.edm(GaussianModels.EDM));
    }

    private static Case gaussian(String name, IntFunction<Sampler> solver, Denoiser model) {
        return new Case(name, solver, model, GaussianModels.MEAN, GaussianModels.DEVIATION);
    }

    private static Case registered(String className, String addition, String config) {
        return registered(className, addition, config, call -> call);
    }

    private static Case registered(
            String className, String addition, String config, UnaryOperator<DiffusersCall> arguments) {
        ObjectNode values = (ObjectNode) new JsonMapper().readTree(config);
        values.put("clip_sample", false); // would change the data's law, which has tails
        values.put("original_inference_steps", MANY); // of LCM
        SchedulerConfig file = new SchedulerConfig(className, values);
        IntFunction<Sampler> solver = steps -> DiffusersSampler.of(file, arguments.apply(DiffusersCall.of(steps)));
        String name = className + addition;
        // Where each step noises its guess y of x0 wholly anew, the spread of y is not the data's: it settles where
        // V = (v / (v + r))² (V + r), with r = σ², which for small r is half of v.
        double guessed = GaussianModels.DEVIATION * Math.sqrt(0.5);
        Denoiser model = GaussianModels.of(Schedulers.read(file));
        return switch (className) {
            // from unit noise, taken for the data, to where the data's law becomes that of noise
            case "DDIMInverseScheduler" -> {
                double end = 1 / GaussianModels.DEVIATION;
                yield new Case(name, solver, model, -GaussianModels.MEAN * end, end);
            }
            case "LCMScheduler" -> new Case(name, solver, model, GaussianModels.MEAN, guessed);
            case "FlowMatchEulerDiscreteScheduler" ->
                new Case(
                        name,
                        solver,
                        model,
                        GaussianModels.MEAN,
                        addition.isEmpty() ? GaussianModels.DEVIATION : guessed);
            default -> gaussian(name, solver, model);
        };
    }

    private static Tensor run(Sampler sampler, int samples, Denoiser model) {
        try (PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(7, 0, samples);
            return Sampling.run(sampler, model, noise.start(1), noise, Sampling.Watcher.NONE, new StopSignal());
        }
    }

    @Test
    void theSameStartAndNoiseGiveTheSameBits() {
        Sampler sampler = solver.solver().apply(FEW);
        try (Tensor once = run(sampler, 5, solver.model());
                Tensor again = run(solver.solver().apply(FEW), 5, solver.model())) {
            assertThat(Tensors.doubles(once)).isEqualTo(Tensors.doubles(again));
        }
    }

    @Test
    void noiseThatStandsInTheSameMemoryEachTimeGivesTheSameBits() {
        ImageNoise plain = new ImageNoise(7, 0, 5);
        Sampler sampler = solver.solver().apply(FEW);
        try (Tensor want = run(sampler, 5, solver.model());
                NoiseInPlace inPlace = new NoiseInPlace(plain);
                NoiseAhead ahead = new NoiseAhead(plain, sampler.evaluations());
                Tensor inPlaceEnd = run(sampler, plain, inPlace);
                Tensor aheadEnd = run(sampler, plain, ahead)) {
            assertThat(Tensors.doubles(inPlaceEnd)).isEqualTo(Tensors.doubles(want));
            assertThat(Tensors.doubles(aheadEnd)).isEqualTo(Tensors.doubles(want));
        }
    }

    private Tensor run(Sampler sampler, ImageNoise start, Noise noise) {
        try (PointerScope scope = new PointerScope()) {
            return Sampling.run(
                    sampler, solver.model(), start.start(1), noise, Sampling.Watcher.NONE, new StopSignal());
        }
    }

    @Test
    void theNetworkIsAskedAsOftenAsSaidAndAtTheTimesSaid() {
        List<Double> asked = new ArrayList<>();
        Sampler sampler = solver.solver().apply(FEW);
        run(sampler, 2, (x, time) -> {
                    asked.add(time);
                    return solver.model().evaluate(x, time);
                })
                .close();
        assertThat(asked).hasSize(sampler.evaluations());
        for (int i = 0; i < asked.size(); i++) {
            assertThat(asked.get(i)).isEqualTo(sampler.time(i)).isFinite();
        }
    }

    @Test
    void advancingLeavesTheStateAsItWasAndCanBeRepeated() {
        try (PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(3, 0, 4);
            Sampler sampler = solver.solver().apply(FEW);
            SamplerState state = SamplerState.start(Tensors.times(noise.start(1), sampler.initialScale()));
            while (state.evaluation() < sampler.evaluations()) {
                Tensor output = solver.model().evaluate(sampler.input(state), sampler.time(state.evaluation()));
                List<double[]> before = numbers(state);
                double[] outputBefore = Tensors.doubles(output);
                SamplerState next = sampler.advance(state, output, noise);
                assertThat(numbers(state)).usingRecursiveComparison().isEqualTo(before);
                assertThat(Tensors.doubles(output)).isEqualTo(outputBefore);
                assertThat(numbers(sampler.advance(state, output, noise)))
                        .usingRecursiveComparison()
                        .isEqualTo(numbers(next));
                assertThat(next.evaluation()).isEqualTo(state.evaluation() + 1);
                state = next;
            }
        }
    }

    private static List<double[]> numbers(SamplerState state) {
        List<double[]> numbers = new ArrayList<>(List.of(Tensors.doubles(state.x())));
        state.history().forEach(past -> numbers.add(Tensors.doubles(past)));
        return numbers;
    }

    @Test
    void theExactModelOfAGaussianLeadsToItsMeanAndSpread() {
        try (Tensor end = run(solver.solver().apply(MANY), SAMPLES, solver.model())) {
            double[] x = Tensors.doubles(end);
            double mean = Arrays.stream(x).average().orElseThrow();
            double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / x.length;
            assertThat(mean).as("mean").isCloseTo(solver.mean(), within(0.05 * Math.max(1, solver.deviation())));
            assertThat(Math.sqrt(variance))
                    .as("deviation")
                    .isCloseTo(solver.deviation(), within(0.08 * solver.deviation()));
        }
    }
}
