// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler.diffusers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.DiffusionException;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.SamplerState;
import org.diffusion4j.sampler.sigma.Churn;
import org.diffusion4j.sampler.sigma.DpmSolver;
import org.diffusion4j.sampler.sigma.Euler;
import org.diffusion4j.sampler.sigma.Parameterization;
import org.diffusion4j.sampler.sigma.SigmaSampler;
import org.diffusion4j.sampler.sigma.StepOrder;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DiffusersSamplerTest {
    private static SchedulerConfig file(String className, String values) {
        return new SchedulerConfig(className, new JsonMapper().readTree(values));
    }

    @Test
    void aConfigurationOfOneClassCanBeReadAsAnother() {
        SchedulerConfig ddpm = file("DDPMScheduler", "{\"beta_end\": 0.01, \"timestep_spacing\": \"leading\"}");
        Sampler sampler = DiffusersSampler.of(ddpm.readAs("DPMSolverMultistepScheduler"), 9);
        assertThat(sampler).isInstanceOf(DpmSolver.class);
        assertThat(sampler.time(0)).isEqualTo(900); // leading, as the file says, not this class's linspace
    }

    @Test
    void keysThatTheClassDoesNotKnowAreNamed() {
        String values =
                "{\"_class_name\": \"PNDMScheduler\", \"beta_strat\": 1, \"steps_offset\": 1, \"colour\": null}";
        assertThat(Schedulers.unknownKeys(file("PNDMScheduler", values)))
                .contains(
                        "the configuration of PNDMScheduler has 'beta_strat', 'colour', which PNDMScheduler does not know. They are passed over; check their spelling.");
        assertThat(Schedulers.unknownKeys(file("PNDMScheduler", "{}"))).isEmpty();
    }

    /** Values that would change every run if they were read. */
    private static final Map<String, String> UNUSUAL = Map.ofEntries(
            Map.entry("rescale_betas_zero_snr", "true"),
            Map.entry("thresholding", "true"),
            Map.entry("clip_sample", "true"),
            Map.entry("clip_sample_range", "0.1"),
            Map.entry("use_karras_sigmas", "true"),
            Map.entry("use_lu_lambdas", "true"),
            Map.entry("use_flow_sigmas", "true"),
            Map.entry("sigma_min", "0.5"),
            Map.entry("sigma_max", "2"),
            Map.entry("final_sigmas_type", "\"sigma_min\""),
            Map.entry("euler_at_final", "true"),
            Map.entry("lower_order_final", "false"),
            Map.entry("solver_order", "1"),
            Map.entry("variance_type", "\"learned\""),
            Map.entry("skip_prk_steps", "true"),
            Map.entry("set_alpha_to_one", "false"),
            Map.entry("interpolation_type", "\"log_linear\""),
            Map.entry("lambda_min_clipped", "-1"),
            Map.entry("trained_betas", "[0.1, 0.2]"),
            Map.entry("steps_offset", "1"),
            Map.entry("stochastic_sampling", "true"));

    static Set<String> classes() {
        return Schedulers.names();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void keysThatOnlyOtherClassesKnowChangeNothing(String className) {
        String foreign = UNUSUAL.entrySet().stream()
                .filter(entry -> !Schedulers.named(className).options().contains(entry.getKey()))
                .map(entry -> "\"%s\": %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        assertThat(ended(DiffusersSampler.of(file(className, foreign), 6)))
                .isEqualTo(ended(DiffusersSampler.of(file(className, "{}"), 6)));
    }

    /** Where a run over a made-up network ends. */
    private static double ended(Sampler sampler) {
        try (PointerScope scope = new PointerScope()) {
            Tensor start = Tensors.times(Tensors.of(new double[] {0.7, -1.1}, 1, 2), sampler.initialScale());
            SamplerState state = SamplerState.start(start);
            while (state.evaluation() < sampler.evaluations()) {
                Tensor output = Tensors.plus(sampler.input(state).tanh(), sampler.time(state.evaluation()) / 1e4);
                state = sampler.advance(state, output, (evaluation, draw, like) -> Tensors.plus(like.cos(), 0.1));
            }
            return state.x().sum().item_double();
        }
    }

    @Test
    void aSpacingOfLevelsComesBeforeTheInterpolation() {
        String karras = "\"use_karras_sigmas\": true, \"timestep_spacing\": \"%s\"";
        SchedulerConfig both = file(
                "EulerDiscreteScheduler",
                "{\"interpolation_type\": \"log_linear\", %s}".formatted(karras.formatted("leading")));
        SchedulerConfig plain = file("EulerDiscreteScheduler", "{%s}".formatted(karras.formatted("linspace")));
        // log-linear levels span the whole table, as linspace does
        assertThat(((Euler) DiffusersSampler.of(both, 7)).grid())
                .isEqualTo(((Euler) DiffusersSampler.of(plain, 7)).grid());
    }

    @Test
    void velocityNetworksInContinuousTimeAreToldTheLevelWhoeverChoseIt() {
        SchedulerConfig continuous = file(
                "EulerDiscreteScheduler", "{\"timestep_type\": \"continuous\", \"prediction_type\": \"v_prediction\"}");
        DiffusersCall call = DiffusersCall.of(2).withSigmas(List.of(Math.exp(2), 1.0, 0.0));
        Sampler sampler = DiffusersSampler.of(continuous, call);
        assertThat(sampler.time(0)).isCloseTo(0.5, within(1e-6));
        assertThat(sampler.time(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DPMSolverMultistepScheduler", "DEISMultistepScheduler", "UniPCMultistepScheduler"})
    void muIsTheLogarithmOfTheShift(String className) {
        String flow = "\"use_flow_sigmas\": true, \"prediction_type\": \"flow_prediction\"";
        SchedulerConfig dynamic = file(className, "{%s, \"use_dynamic_shifting\": true}".formatted(flow));
        SchedulerConfig shifted = file(className, "{%s, \"flow_shift\": 3}".formatted(flow));
        double[] byMu = levels(DiffusersSampler.of(dynamic, DiffusersCall.of(5).withMu(Math.log(3))));
        assertThat(byMu).containsExactly(levels(DiffusersSampler.of(shifted, 5)), within(1e-7));
        assertThatThrownBy(
                        () -> DiffusersSampler.of(shifted, DiffusersCall.of(5).withMu(1)))
                .hasMessage(
                        "mu was given, and the configuration asks for no dynamic shifting. Leave mu out, or set use_dynamic_shifting.");
    }

    private static double[] levels(Sampler sampler) {
        return ((SigmaSampler) sampler).grid().sigmas();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            KDPM2Scheduler | {} | '_class_name' in the configuration of KDPM2Scheduler is 'KDPM2Scheduler', which is no scheduler class known here. Write one of these instead: DDIMInverseScheduler,
            DDPMScheduler | {"variance_type": "x"} | 'variance_type' in the configuration of DDPMScheduler is 'x'. It must be one of fixed_large,
            PNDMScheduler | {"prediction_type": "sample", "skip_prk_steps": true} | PNDM works on the noise, which an x0 prediction gives badly near the clean end. Use a network
            DDIMInverseScheduler | {"prediction_type": "sample"} | a network that predicts the clean sample cannot tell the noise of a clean picture
            LCMScheduler | {"original_inference_steps": 2} | 3 steps were asked for of an LCM distilled from a run of 2 steps, of which 2 are left at strength 1.0. Use fewer
            LCMScheduler | {"timestep_scaling": 0} | timestepScaling must be above 0 and finite but was 0.0. 10 is usual.
            PNDMScheduler | {} | PNDM with its Runge-Kutta start needs 4 steps or more but was given 3. Use more steps, or skip that start (skipPrkSteps: true).
            DPMSolverMultistepScheduler | {"solver_order": 4} | the order of a multistep solver must be 1 to 3 but was 4.
            DPMSolverMultistepScheduler | {"algorithm_type": "dpmsolver"} | DPM-Solver in the noise has no finite last step to sigma 0. Use dpmsolver++
            DPMSolverMultistepScheduler | {"algorithm_type": "sde-dpmsolver", "solver_order": 3} | DPM-Solver SDE_DPM_SOLVER was asked for order 3; it has 2 at most.
            DPMSolverMultistepScheduler | {"use_flow_sigmas": true} | the configuration of DPMSolverMultistepScheduler has use_flow_sigmas without prediction_type flow_prediction. Flow
            UniPCMultistepScheduler | {"solver_order": 5} | the order of UniPC must be 1 to 4 but was 5.
            UniPCMultistepScheduler | {"predict_x0": false} | UniPC in the noise has no finite last step to sigma 0. Predict x0
            UniPCMultistepScheduler | {"solver_p": "DDIMScheduler"} | 'solver_p' in the configuration of UniPCMultistepScheduler is "DDIMScheduler". It must be null or left out, as nothing here does more; correct the file.
            DPMSolverMultistepScheduler | {"use_flow_sigmas": true, "prediction_type": "flow_prediction", "final_sigmas_type": "zer0"} | 'final_sigmas_type' in the configuration of DPMSolverMultistepScheduler is 'zer0'. It must be one of sigma_min, zero; correct the file.
            DDIMScheduler | {"prediction_type": "flow_prediction"} | 'prediction_type' in the configuration of DDIMScheduler is 'flow_prediction'. It must be one of epsilon, sample, v_prediction; correct the file.
            FlowMatchEulerDiscreteScheduler | {"use_dynamic_shifting": true} | use_dynamic_shifting asks for a shift by the picture's size, and no mu was given. Give mu
            EDMEulerScheduler | {"sigma_data": 0} | sigma_data must be above 0 but was 0.0. It is the data's standard deviation
            EDMEulerScheduler | {"sigma_schedule": "x"} | 'sigma_schedule' in the configuration of EDMEulerScheduler is 'x'. It must be one of exponential, karras; correct
            """)
    void whatCannotBeUsedIsSaidInASentence(String className, String values, String message) {
        assertThatThrownBy(() -> DiffusersSampler.of(file(className, values), 3))
                .isInstanceOf(DiffusionException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void timesOfTheCallersChoiceAndARespacingExcludeEachOther() {
        SchedulerConfig karras = file("EulerDiscreteScheduler", "{\"use_karras_sigmas\": true}");
        DiffusersCall call = DiffusersCall.of(2).withTimes(List.of(900.0, 100.0));
        assertThatThrownBy(() -> DiffusersSampler.of(karras, call))
                .hasMessage(
                        "the configuration of EulerDiscreteScheduler lays out its own sigmas, and timesteps were given as well. Give only one of them.");
    }

    @Test
    void sigmasOfTheCallersChoiceAreThoseOfTheRun() {
        DiffusersCall call = DiffusersCall.of(2).withSigmas(List.of(10.0, 1.0, 0.0));
        Sampler sampler = DiffusersSampler.of(file("EulerDiscreteScheduler", "{}"), call);
        assertThat(sampler.evaluations()).isEqualTo(2);
        assertThat(sampler.initialScale()).isEqualTo(10);
    }

    @Test
    void argumentsOutsideTheirRangeAreSaidInASentence() {
        assertThatThrownBy(() -> DiffusersCall.of(0))
                .hasMessage("steps must be at least 1 but was 0. 20 to 50 are usual.");
        assertThatThrownBy(() -> DiffusersCall.of(1).withStrength(0))
                .hasMessage("strength must lie in (0, 1] but was 0.0. 1 covers the whole schedule.");
        assertThatThrownBy(() -> new Churn(-1, 0, 1, 1))
                .hasMessage("churn must be at least 0 and its noise too, but they were -1.0 and 1.0. Use 0 for none.");
        assertThatThrownBy(() -> new Guidance(2, 1.5))
                .hasMessage(
                        "guidance was given the scale 2.0 and the rescaling 1.5; the first must be a number and the second lie in [0, 1]. Scale 1 is no guidance, 0 no rescaling.");
        assertThatThrownBy(() -> Clip.dynamic(2, 1))
                .hasMessage(
                        "dynamic thresholding was given the quantile 2.0 and the bound 1.0; the first must lie in [0, 1] and the second above 0. Usual are 0.995 and 1.");
        assertThatThrownBy(() -> new StepOrder(0, true, false))
                .hasMessage("the order of a multistep solver must be 1 to 3 but was 0. 2 is usual, 3 for many steps.");
        assertThatThrownBy(() -> new Parameterization.Edm(1, 2))
                .hasMessage("the sign of the output must be 1 or -1 but was 2. The paper's is 1.");
    }
}
