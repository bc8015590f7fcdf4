// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.objective.DenoisingConfig;
import org.diffusion4j.objective.Distance;
import org.diffusion4j.objective.EdmConfig;
import org.diffusion4j.objective.FlowConfig;
import org.diffusion4j.objective.ForwardForm;
import org.diffusion4j.objective.LossWeight;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Clip;
import org.diffusion4j.sampler.Ddim;
import org.diffusion4j.sampler.ImageNoise;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.Sampling;
import org.diffusion4j.sampler.Timesteps;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.NoiseSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.schedule.TerminalSnr;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SampleConfigTest {
    private static final NoiseSchedule SCHEDULE =
            ScheduleConfig.defaults().withSteps(200).create();

    private static SampleConfig read(String yaml) {
        return RecipeReader.read(SampleConfig.class, RecipeSource.ofText("sample.yaml", yaml));
    }

    private static SampleConfig of(SamplerName method) {
        return SampleConfig.defaults().withSampler(method);
    }

    /** The spread of samples drawn from a network that always says the clean sample is 0.5. */
    private static double[] drawn(Sampler sampler) {
        try (PointerScope scope = new PointerScope()) {
            ImageNoise noise = new ImageNoise(1, 0, 4);
            Tensor sampled = Sampling.run(
                    sampler,
                    (x, t) -> Tensors.plus(Tensors.times(x, 0), 0.5),
                    noise.start(3),
                    noise,
                    Sampling.Watcher.NONE,
                    new StopSignal());
            double[] values = Tensors.doubles(sampled);
            sampled.close();
            return values;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SamplerName.class,
            names = {"BLEND", "LINEAGE", "CONSISTENT", "PNDM"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyMethodRunsAnyNumberOfSteps(SamplerName method) {
        for (int steps : new int[] {1, 4, 10}) {
            Sampler sampler = of(method).withSteps(steps).create(SCHEDULE, Prediction.EPSILON);
            assertThat(sampler.evaluations()).isBetween(steps, 2 * steps);
            assertThat(drawn(sampler)).hasSize(12).doesNotContain(Double.NaN);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SamplerName.class,
            names = {"BLEND", "CONSISTENT", "LCM"},
            mode = EnumSource.Mode.EXCLUDE)
    void whereNoStepsAreSaidTheWholeScheduleIsTaken(SamplerName method) {
        NoiseSchedule few = ScheduleConfig.linear(1e-3, 0.2, 40).create();
        Sampler sampler = of(method).create(few, Prediction.EPSILON);
        assertThat(sampler.evaluations()).isBetween(39, 80);
        assertThat(drawn(sampler)).doesNotContain(Double.NaN);
    }

    @Test
    void solversWithMemoryNeedLevelsOfTheirOwn() {
        NoiseSchedule few = ScheduleConfig.linear(1e-3, 0.2, 40).create();
        assertThatThrownBy(() -> of(SamplerName.DPMPP).withSteps(40).create(few, Prediction.EPSILON))
                .hasMessage(
                        "sampler dpmpp cannot take 40 of the 40 steps of this schedule: two of them would lie at one noise level. Take fewer.");
    }

    @ParameterizedTest
    @CsvSource({"dpmpp", "dpmpp-sde", "unipc", "euler", "euler-a", "heun", "ddim", "ddpm", "lms", "deis", "lcm"})
    void aNetworkThatPredictsTheCleanSampleIsFollowedToIt(String name) {
        Sampler sampler = read("sampler: %s\nsteps: 10".formatted(name)).create(SCHEDULE, Prediction.X0);
        // deis ends where the schedule begins and not at the clean sample
        double near = name.equals("deis") ? 0.1 : name.equals("lcm") ? 0.3 : 1e-9;
        for (double value : drawn(sampler)) {
            assertThat(value).isBetween(0.5 - near, 0.5 + near);
        }
    }

    @Test
    void schedulesThatCountFromOneAreWalkedOneLater() {
        NoiseSchedule fromOne = ScheduleConfig.defaults()
                .withKind(BetaSchedule.SPRITES)
                .withSteps(100)
                .create();
        Sampler sampler = of(SamplerName.UNIPC).withSteps(5).create(fromOne, Prediction.EPSILON);
        assertThat(sampler.time(0)).isEqualTo(100);
        Sampler fromZero = of(SamplerName.UNIPC).withSteps(5).create(fromOne.countedFromZero(), Prediction.EPSILON);
        assertThat(fromZero.time(0)).isEqualTo(99);
        assertThat(drawn(sampler)).isEqualTo(drawn(fromZero));
    }

    @Test
    void aScheduleWithoutSignalAtItsEndIsGivenALittle() {
        NoiseSchedule zero =
                ScheduleConfig.defaults().withTerminalSnr(TerminalSnr.ZERO).create();
        assertThat(zero.alphaBar(999)).isZero();
        Sampler sampler = of(SamplerName.DPMPP).withSteps(5).create(zero, Prediction.VELOCITY);
        assertThat(drawn(sampler)).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void optionsReachTheSolver() {
        SampleConfig config = of(SamplerName.DPMPP)
                .withSteps(20)
                .with(List.of("options.solverOrder=3", "options.useKarrasSigmas=true", "options.solverType=heun"));
        String solver = config.create(SCHEDULE, Prediction.EPSILON).toString();
        assertThat(solver).contains("highest=3", "rule=HEUN");
        assertThat(solver)
                .isNotEqualTo(of(SamplerName.DPMPP)
                        .withSteps(20)
                        .create(SCHEDULE, Prediction.EPSILON)
                        .toString());
        assertThat(read(RecipeWriter.yaml(SampleConfig.class, config))).isEqualTo(config);
    }

    @Test
    void withOptionsDdpmAndDdimLayOutTheirStepsAsTheLibrary() {
        SampleConfig own = of(SamplerName.DDIM).withSteps(4);
        assertThat(own.create(SCHEDULE, Prediction.EPSILON).time(0)).isEqualTo(199); // trailing
        SampleConfig library = own.with(List.of("options={}"));
        assertThat(library.create(SCHEDULE, Prediction.EPSILON).time(0)).isEqualTo(150); // leading
        assertThat(library.withSampler(SamplerName.LINEAGE).options()).isEmpty();
        assertThat(library.withSampler(SamplerName.DPMPP).options()).isPresent();
    }

    @Test
    void anotherSamplerDropsWhatItDoesNotKnow() {
        SampleConfig config =
                read("sampler: dpmpp\nsteps: 10\nclip: 1\noptions: {solverOrder: 3, timestepSpacing: trailing}");
        SampleConfig euler = config.withSampler(SamplerName.EULER);
        assertThat(euler.options().orElseThrow().keys()).containsExactly("timestep_spacing");
        assertThat(euler.clip()).isEmpty();
        // the library's own UniPC clamps nothing, and is followed where options are given
        assertThat(config.withSampler(SamplerName.UNIPC).clip()).isEmpty();
        assertThat(read("sampler: dpmpp\nclip: 1")
                        .withSampler(SamplerName.UNIPC)
                        .clip())
                .isEqualTo(Optional.of(1.0));
    }

    @Test
    void valuesThatAMethodDoesNotKnowAreRefused() {
        assertThatThrownBy(() -> read("sampler: euler\noptions: {solverOrder: 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "options has solverOrder, which sampler euler does not know. It knows finalSigmasType,")
                .hasMessageEndingWith("; leave the others out.");
        assertThatThrownBy(() -> read("sampler: dpmpp\noptions: {useKarrasSigmas: true, useLuLambdas: true}"))
                .hasMessageContaining(
                        "options sets useKarrasSigmas, useLuLambdas together, and levels are spaced in one way only. Choose one of them.");
        assertThatThrownBy(() -> read("sampler: lineage\noptions: {}"))
                .hasMessageContaining(
                        "options are for the solvers of the diffusers library, and sampler lineage is none. Leave options out.");
        assertThatThrownBy(() -> read("sampler: euler\nclip: 1"))
                .hasMessageContaining(
                        "clip is 1.0, and sampler euler never forms the clean estimate apart from its step. Leave clip out, or use ddim.");
        assertThatThrownBy(
                        () -> read("sampler: dpmpp\noptions: {solverOrder: 4}").create(SCHEDULE, Prediction.EPSILON))
                .hasMessageContaining("the order of a multistep solver must be 1 to 3 but was 4.");
        assertThatThrownBy(() -> read("sampler: lcm\noptions: {timestepSpacing: trailing}"))
                .hasMessageContaining(
                        "options has timestepSpacing, which sampler lcm does not know. It knows dynamicThresholdingRatio,");
        assertThatThrownBy(() -> read("sampler: euler\noptions: {sNoise: 1.1}"))
                .hasMessageContaining(
                        "options has sNoise, for the noise that is put back, and none is. Set sChurn above 0, or leave it out.");
        assertThatThrownBy(() -> read("sampler: edm-heun\noptions: {sChurn: 0, sTmin: 1, sTmax: 2}"))
                .hasMessageContaining(
                        "options has sTmax, sTmin, for the noise that is put back, and none is. Set sChurn above 0, or leave them out.");
    }

    @Test
    void methodsAreRefusedWhereTheyDoNotFitWhatWasLearned() {
        DenoisingConfig denoising = DenoisingConfig.defaults();
        assertThatThrownBy(() -> of(SamplerName.EDM_HEUN).requireFitting(denoising, Prediction.EPSILON))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "sampler edm-heun leads networks that learned edm, and this one learned diffusion. Use sampler ddpm, ddim, dpmpp");
        assertThatThrownBy(() -> of(SamplerName.DDIM).requireFitting(FlowConfig.defaults(), Prediction.EPSILON))
                .hasMessage(
                        "sampler ddim leads networks that learned diffusion, and this one learned flow. Use sampler flow-euler, flow-dpmpp, flow-unipc, flow-deis.");
        assertThatThrownBy(() -> of(SamplerName.PNDM).requireFitting(denoising, Prediction.X0))
                .hasMessage(
                        "sampler pndm leads networks that predict epsilon or velocity, and this one predicts x0. Use ddim or dpmpp.");
        assertThatThrownBy(() -> of(SamplerName.EDM_EULER).requireFitting(EdmConfig.defaults(), Prediction.X0))
                .hasMessage(
                        "sampler edm-euler leads networks that predict epsilon or velocity, and this one predicts x0. Set prediction to epsilon or velocity.");
        of(SamplerName.EDM_HEUN).requireFitting(EdmConfig.defaults(), Prediction.EPSILON);
        assertThat(of(SamplerName.EDM_HEUN).sampler().process()).isEqualTo(ReverseProcess.EDM);
    }

    @Test
    void solversOfTheLibraryBeginAtPureNoise() {
        assertThatThrownBy(() ->
                        of(SamplerName.EULER).create(SCHEDULE, Prediction.EPSILON, Timesteps.startingAt(SCHEDULE, 50)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "sampler euler draws from pure noise at time 199, and was to begin at time 50. Use ddpm or ddim to begin in the middle.");
        SampleConfig ddim = of(SamplerName.DDIM).with(List.of("options.thresholding=true"));
        Timesteps middle = Timesteps.startingAt(SCHEDULE, 50);
        Sampler begun = ddim.create(SCHEDULE, Prediction.EPSILON, middle);
        assertThat(begun.evaluations()).isEqualTo(51);
        assertThat(drawn(begun))
                .isEqualTo(drawn(new Ddim(SCHEDULE, middle, Prediction.EPSILON, 0, Clip.dynamic(0.995, 1))))
                .isNotEqualTo(drawn(new Ddim(SCHEDULE, middle, Prediction.EPSILON, 0, Clip.NONE)));
    }

    @Test
    void thresholdingGoesBeforeClamping() {
        for (SamplerName method : List.of(SamplerName.DDIM, SamplerName.DPMPP, SamplerName.UNIPC, SamplerName.DEIS)) {
            SampleConfig both = of(method)
                    .withSteps(4)
                    .with(List.of("clip=1", "options.thresholding=true", "options.sampleMaxValue=2"));
            SampleConfig alone =
                    of(method).withSteps(4).with(List.of("options.thresholding=true", "options.sampleMaxValue=2"));
            assertThat(drawn(both.create(SCHEDULE, Prediction.EPSILON)))
                    .as("%s", method)
                    .isEqualTo(drawn(alone.create(SCHEDULE, Prediction.EPSILON)))
                    .isNotEqualTo(drawn(of(method)
                            .withSteps(4)
                            .with(List.of("clip=1", "options.thresholding=false"))
                            .create(SCHEDULE, Prediction.EPSILON)));
        }
    }

    @Test
    void noiseAloneIsNotPredictedWhereNoSignalIs() {
        NoiseSchedule zero =
                ScheduleConfig.defaults().withTerminalSnr(TerminalSnr.ZERO).create();
        String sentence =
                "prediction is epsilon, and at time 999 nothing of the clean sample is left (by terminalSnr, or a large betaEnd), which the noise then cannot tell. Use a network that predicts velocity or x0, or a sampler that keeps a little signal, such as dpmpp.";
        for (SamplerName method : List.of(SamplerName.DDPM, SamplerName.DDIM)) {
            assertThatThrownBy(() -> of(method).create(zero, Prediction.EPSILON))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(sentence);
            assertThat(of(method).create(zero, Prediction.VELOCITY).evaluations())
                    .isEqualTo(1000);
        }
        assertThat(of(SamplerName.DPMPP)
                        .withSteps(5)
                        .create(zero, Prediction.EPSILON)
                        .evaluations())
                .isEqualTo(5);
        assertThatThrownBy(() -> new DenoisingConfig(
                                ForwardForm.ROOT, Distance.MSE, 1, new LossWeight.MinSnr(5), false, 0.001, false, 0)
                        .requireFitting(zero, Prediction.EPSILON))
                .hasMessage(
                        "objective.weight divides by the signal-to-noise ratio where the prediction is epsilon, and this schedule ends with a ratio of 0 (terminalSnr zero). Use the prediction velocity or x0, or the weight even.");
        assertThatThrownBy(() -> DenoisingConfig.defaults()
                        .create(
                                ScheduleConfig.defaults().withTerminalSnr(TerminalSnr.ZERO),
                                Prediction.EPSILON,
                                Conditioning.NONE,
                                Devices.of("cpu")))
                .hasMessageStartingWith(
                        "prediction is epsilon, and this schedule leaves no signal at its last step (terminalSnr zero)");
    }
}
