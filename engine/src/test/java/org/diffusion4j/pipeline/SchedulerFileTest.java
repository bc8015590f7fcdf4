// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffusion4j.diffusers.DiffusersJson;
import org.diffusion4j.diffusers.DiffusersSchedule;
import org.diffusion4j.diffusers.SchedulerConfig;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.network.UNet2DConfig;
import org.diffusion4j.objective.DenoisingConfig;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.sampler.Prediction;
import org.diffusion4j.sampler.Sampler;
import org.diffusion4j.sampler.diffusers.DiffusersSampler;
import org.diffusion4j.sampler.diffusers.Schedulers;
import org.diffusion4j.schedule.BetaSchedule;
import org.diffusion4j.schedule.ScheduleConfig;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SchedulerFileTest {
    private static SchedulerConfig file(String className, String json) {
        return new SchedulerConfig("x/scheduler_config.json", className, DiffusersJson.parse("x", json));
    }

    private static ObjectNode written(BetaSchedule kind, SamplerName method) {
        return new SchedulerFile(
                        ScheduleConfig.defaults().withKind(kind),
                        Prediction.EPSILON,
                        DenoisingConfig.defaults(),
                        SampleConfig.defaults().withSampler(method))
                .json();
    }

    @ParameterizedTest
    @CsvSource({
        "SIGMOID, DDPM, sigmoid",
        "LAPLACE, DDPM, laplace",
        "EXP, HEUN, exp",
        "COSINE, DDIM, squaredcos_cap_v2",
        "SCALED_LINEAR, PNDM, scaled_linear"
    })
    void aKindThatTheClassKnowsIsWrittenByItsName(BetaSchedule kind, SamplerName method, String name) {
        assertThat(written(kind, method).get("beta_schedule").asString()).isEqualTo(name);
        assertThat(written(kind, method).get("trained_betas").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"SIGMOID, DDIM", "SIGMOID, DPMPP", "EXP, DDPM", "EXP, EULER", "LAPLACE, DDIM", "LAPLACE, HEUN"})
    void aKindThatTheClassDoesNotKnowIsWrittenAsAList(BetaSchedule kind, SamplerName method) {
        ObjectNode json = written(kind, method);
        assertThat(json.get("beta_schedule").asString()).isIn("linear", "scaled_linear");
        assertThat(json.get("trained_betas").size()).isEqualTo(1000);
        double[] betas = DiffusersSchedule.create(Schedulers.read(SchedulerConfig.of(json)))
                .betas();
        assertThat(betas[500]).isEqualTo((float)
                ScheduleConfig.defaults().withKind(kind).create().beta(500));
    }

    @Test
    void aFileOfAKindThatItsClassDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> SchedulerFile.of(file("PNDMScheduler", "{\"beta_schedule\": \"laplace\"}")))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'beta_schedule' in x/scheduler_config.json is 'laplace'. It must be one of linear, scaled_linear, squaredcos_cap_v2; correct the file.");
    }

    @Test
    void whatIsReadIsWrittenInItsOwnWords() throws IOException {
        int seen = 0;
        try (FixtureSet set = FixtureSet.bundled();
                Stream<Path> files = Files.list(set.root().resolve("diffusers/schedulers"))) {
            for (Path path : files.sorted().toList()) {
                for (JsonNode row : DiffusersJson.read(path).path("cases")) {
                    String className = row.path("sampler").asString("");
                    if (List.of("RePaintScheduler", "DDIMInverseScheduler").contains(className)) {
                        continue; // these lead other runs
                    }
                    SchedulerConfig read = Schedulers.read(
                                    new SchedulerConfig(path.toString(), className, row.path("scheduler_config")))
                            .file();
                    ObjectNode whole = Schedulers.named(className).defaults();
                    read.json().properties().stream()
                            .filter(entry -> !entry.getKey().startsWith("_"))
                            .forEach(entry -> whole.set(entry.getKey(), entry.getValue()));
                    whole.put("_class_name", className).put("_diffusers_version", PipelineFolder.VERSION);
                    SchedulerConfig file = new SchedulerConfig(path.toString(), className, whole);
                    assertThat(DiffusersJson.text(SchedulerFile.of(file).json(file)))
                            .as("%s %s", className, row.path("id"))
                            .isEqualTo(DiffusersJson.text(whole));
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            DDPMScheduler               | "variance_type": "fixed_small_log"
            DDPMScheduler               | "variance_type": "fixed_large_log"
            DDPMScheduler               | "clip_sample": false, "clip_sample_range": 3.0
            EulerDiscreteScheduler      | "prediction_type": "original_sample"
            DDIMScheduler               | "trained_betas": [0.1, 0.2], "beta_start": 0.5, "beta_schedule": "scaled_linear"
            DPMSolverMultistepScheduler | "algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min"
            DPMSolverMultistepScheduler | "lambda_min_clipped": -Infinity
            """)
    void wordsWithoutEffectAreKept(String className, String keys) {
        SchedulerConfig read = file(className, "{" + keys + "}");
        ObjectNode json = SchedulerFile.of(read).json(read);
        read.json()
                .properties()
                .forEach(entry ->
                        assertThat(json.get(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue()));
    }

    @Test
    void wordsThatNoLongerHoldAreNotKept() {
        SchedulerConfig read =
                file("DDPMScheduler", "{\"variance_type\": \"fixed_small_log\", \"clip_sample\": false}");
        SchedulerFile parts = SchedulerFile.of(read);
        SchedulerFile other =
                new SchedulerFile(ScheduleConfig.cosine(1000), parts.prediction(), parts.objective(), parts.sample());
        assertThat(other.json(read).get("beta_schedule").asString()).isEqualTo("squaredcos_cap_v2");
        assertThat(other.json(read).get("variance_type").asString()).isEqualTo("fixed_small");
    }

    @Test
    void flowLevelsAreNotSpacedAnew() {
        String flow = "\"use_flow_sigmas\": true, \"prediction_type\": \"flow_prediction\"";
        assertThatThrownBy(() -> SchedulerFile.of(
                        file("DPMSolverMultistepScheduler", "{" + flow + ", \"use_karras_sigmas\": true}")))
                .hasMessage(
                        "x/scheduler_config.json: use_karras_sigmas is set, and sampler DPMSolverMultistepScheduler lays out the levels of flow matching in its own way. Leave it out, or use FlowMatchEulerDiscreteScheduler.");
        for (String[] pair : new String[][] {
            {"DPMSolverMultistepScheduler", "use_lu_lambdas"},
            {"DEISMultistepScheduler", "use_beta_sigmas"},
            {"UniPCMultistepScheduler", "use_exponential_sigmas"}
        }) {
            SchedulerConfig file = file(pair[0], "{%s, \"%s\": true}".formatted(flow, pair[1]));
            assertThatThrownBy(() -> DiffusersSampler.of(file, 5))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "x/scheduler_config.json sets use_flow_sigmas together with %s, and %s lays out the levels of flow matching in its own way. Set the other to false."
                                    .formatted(pair[1], pair[0]));
        }
        SchedulerConfig karras = file("UniPCMultistepScheduler", "{" + flow + ", \"use_karras_sigmas\": true}");
        assertThat(DiffusersSampler.of(karras, 5).evaluations()).isEqualTo(5);
        assertThat(SchedulerFile.of(karras).sample().sampler()).isEqualTo(SamplerName.FLOW_UNIPC);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            UniPCMultistepScheduler     | "solver_p": "DDIMScheduler" | 'solver_p' in x/scheduler_config.json is "DDIMScheduler". It must be null or left out, as nothing here does more; correct the file.
            DDIMScheduler               | "prediction_type": "flow_prediction" | 'prediction_type' in x/scheduler_config.json is 'flow_prediction'. It must be one of epsilon, sample, v_prediction; correct the file.
            DPMSolverMultistepScheduler | "use_flow_sigmas": true, "prediction_type": "flow_prediction", "final_sigmas_type": "zer0" | 'final_sigmas_type' in x/scheduler_config.json is 'zer0'. It must be one of sigma_min, zero; correct the file.
            """)
    void whatNoSolverReadsIsRefusedAsIfTheSolverWereMade(String className, String keys, String message) {
        SchedulerConfig written = file(className, "{" + keys + "}");
        assertThatThrownBy(() -> SchedulerFile.of(written))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> DiffusersSampler.of(written, 5))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }

    @Test
    void theNameOfTheCosineStaysBesideAListBecauseTimesDependOnIt() {
        String betas = IntStream.range(0, 100)
                .mapToObj(i -> String.valueOf(0.001 + 0.002 * i))
                .collect(Collectors.joining(", ", "[", "]"));
        String common = "{\"use_karras_sigmas\": true, \"trained_betas\": %s, \"beta_schedule\": \"%s\"}";
        SchedulerConfig cosine = file("DPMSolverMultistepScheduler", common.formatted(betas, "squaredcos_cap_v2"));
        SchedulerConfig linear = file("DPMSolverMultistepScheduler", common.formatted(betas, "linear"));
        assertThat(times(SchedulerFile.of(cosine))).isEqualTo(times(DiffusersSampler.of(cosine, 10)));
        assertThat(times(SchedulerFile.of(linear))).isEqualTo(times(DiffusersSampler.of(linear, 10)));
        assertThat(times(DiffusersSampler.of(cosine, 10))).isNotEqualTo(times(DiffusersSampler.of(linear, 10)));
        ObjectNode json = SchedulerFile.of(cosine).json();
        assertThat(json.get("beta_schedule").asString()).isEqualTo("squaredcos_cap_v2");
        assertThat(json.get("trained_betas").size()).isEqualTo(100);
        assertThat(SchedulerFile.of(SchedulerConfig.of(json)).schedule().kind()).isEqualTo(BetaSchedule.COSINE);
    }

    private static List<Double> times(SchedulerFile parts) {
        return times(parts.sample().withSteps(10).create(parts.schedule().create(), parts.prediction()));
    }

    private static List<Double> times(Sampler sampler) {
        return IntStream.range(0, sampler.evaluations()).mapToObj(sampler::time).toList();
    }

    @Test
    void adviceNamesClassesAndValuesAsTheFileSpellsThem() {
        assertThatThrownBy(() -> SchedulerFile.of(
                        file("DPMSolverMultistepScheduler", "{\"use_karras_sigmas\": true, \"use_lu_lambdas\": true}")))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "x/scheduler_config.json: the file sets use_karras_sigmas, use_lu_lambdas together, and levels are spaced in one way only. Choose one of them.");
        assertThatThrownBy(() -> opened("PNDMScheduler", "{\"prediction_type\": \"sample\"}"))
                .hasMessage(
                        "x/scheduler_config.json: sampler PNDMScheduler leads networks that predict epsilon or v_prediction, and this one predicts sample. Use DDIMScheduler or DPMSolverMultistepScheduler.");
        assertThatThrownBy(() -> opened("EDMEulerScheduler", "{\"prediction_type\": \"sample\"}"))
                .hasMessageEndingWith("Set prediction_type to epsilon or v_prediction.");
        assertThatThrownBy(() -> opened("PNDMScheduler", "{\"trained_betas\": [0.1, 0.1, 0.1, 0.1, 0.1, 1]}"))
                .hasMessageEndingWith("Use another solver, such as DDIMScheduler or DPMSolverMultistepScheduler.");
    }

    private static void opened(String className, String json) {
        PipelineFolder.sampled("model", UNet2DConfig.defaults(), 0, "unet.json", file(className, json));
    }
}
