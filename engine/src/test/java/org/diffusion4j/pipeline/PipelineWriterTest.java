// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineWriterTest {
    @TempDir
    private Path folder;

    private static Recipe sampledBy(Recipe r, SamplerName method) {
        return new Recipe(
                r.system(),
                r.seed(),
                r.data(),
                r.network(),
                r.schedule(),
                r.prediction(),
                r.objective(),
                r.train(),
                r.sample().withSampler(method).withSteps(50));
    }

    private List<String> warnings(SamplerName method) {
        try (FixtureSet set = FixtureSet.bundled()) {
            Path standard = set.root().resolve("diffusers/pipelines/standard");
            Recipe recipe = PipelineFolder.open(standard, warning -> {}).recipe();
            List<String> heard = new ArrayList<>();
            new PipelineWriter(FileLayer.disk(), PipelineWriter.SHARD_BYTES)
                    .write(
                            folder.resolve("written"),
                            sampledBy(recipe, method),
                            Optional.empty(),
                            List.of(),
                            heard::add);
            return heard;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EULER", "EULER_A", "HEUN", "LMS"})
    void aSchedulerThatThePipelineOfTheLibraryCannotLeadIsWarnedOf(SamplerName method) {
        assertThat(warnings(method))
                .containsExactly(
                        "%s names %s, which begins its runs with stronger noise and scales what the network sees, and the DDPMPipeline of the library does neither. Lead its runs by a loop of your own in Python, or set sample.sampler to ddpm, ddim or dpmpp before writing."
                                .formatted(
                                        folder.resolve("written").resolve("model_index.json"),
                                        method.libraryClass().orElseThrow().name()));
    }

    @ParameterizedTest
    @EnumSource(names = {"DDPM", "DDIM", "DPMPP"})
    void othersAreWrittenWithoutAWord(SamplerName method) {
        assertThat(warnings(method)).isEmpty();
    }

    @Test
    void aPreconditionedNetworkHasNoOtherSampler() {
        assertThat(PipelineIndex.warning(folder, "EDMEulerScheduler").orElseThrow())
                .endsWith("Lead its runs by a loop of your own in Python.");
    }
}
