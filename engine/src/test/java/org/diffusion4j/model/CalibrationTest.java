// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.CalibrationStore;
import org.diffusion4j.run.CalibrationStore.Choice;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationTest {
    private static final String YAML = """
            system: tiny-blend
            data: {kind: emoji, size: 16}
            network: {kind: context-unet, features: 8, contextSize: 9, norm: group}
            schedule: {kind: sprites, steps: 10}
            train: {steps: 8, batch: 32}
            sample: {sampler: lineage, count: 2}
            """;

    @TempDir
    private Path folder;

    private String recipe = "";
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        recipe = Files.writeString(folder.resolve("tiny.yaml"), YAML).toString();
    }

    private Calibration calibration(String machine, String time) {
        CalibrationStore store =
                new CalibrationStore(folder.resolve("calibration.json"), machine, FileLayer.disk(), said::add);
        return new Calibration(store, Duration.ofSeconds(2), Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private Choice choice(String machine, String time, String... overrides) {
        return calibration(machine, time).choice(recipe, List.of(overrides)).orElseThrow();
    }

    @Test
    void theStoredChoiceIsUsedAndAForeignMachineMeasuresAnew() {
        Choice first = choice("mine", "2026-01-01T00:00:00Z");
        assertThat(first.itemsPerSecond())
                .isGreaterThanOrEqualTo(first.standard())
                .isPositive();
        List<String> all = first.values();
        assertThat(Recipe.of(recipe, all).network())
                .isEqualTo(Recipe.of(recipe, List.of()).network());
        assertThat(choice("mine", "2026-01-02T00:00:00Z")).isEqualTo(first);
        assertThat(choice("mine", "2026-01-02T00:00:00Z", "train.steps=9")).isEqualTo(first);
        assertThat(calibration("other", "2026-01-03T00:00:00Z").store().all()).isEmpty();
        assertThat(choice("other", "2026-01-03T00:00:00Z").measuredAt()).isEqualTo("2026-01-03T00:00:00Z");
        assertThat(said).isEmpty();
    }

    @Test
    void aDamagedFileIsIgnoredWithASentence() throws Exception {
        Files.writeString(folder.resolve("calibration.json"), "{\"machine\": \"mine\", \"choices\": [");
        assertThat(calibration("mine", "2026-01-01T00:00:00Z").store().all()).isEmpty();
        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .startsWith(
                        "the calibration %s is damaged and is not used (".formatted(folder.resolve("calibration.json")))
                .endsWith("; it is measured anew.");
        Choice measured = choice("mine", "2026-01-01T00:00:00Z");
        assertThat(calibration("mine", "2026-01-02T00:00:00Z").store().all()).containsExactly(measured);
    }

    @Test
    void aFileThatLacksSomethingIsIgnoredWithASentence() throws Exception {
        for (String text : List.of(
                "null",
                "{}",
                "{\"machine\": null, \"choices\": {}}",
                "{\"machine\": \"mine\", \"choices\": {\"a\": null}}",
                "{\"machine\": \"mine\", \"choices\": {\"a\": {\"system\": \"x\", \"values\": null}}}")) {
            said.clear();
            Files.writeString(folder.resolve("calibration.json"), text);
            assertThat(calibration("mine", "2026-01-01T00:00:00Z").store().all())
                    .isEmpty();
            assertThat(said).as(text).hasSize(1);
            assertThat(said.get(0)).contains(" is damaged and is not used (");
        }
    }

    @Test
    void aNetworkThatLearnsByItsMicroBatchesIsLeftAlone() {
        assertThat(calibration("mine", "2026-01-01T00:00:00Z")
                        .choice("sprites", List.of("network.norm=micro-batch", "train.workers=1")))
                .isEmpty();
    }

    @Test
    void whatTheRecipeNamesIsNotTouched() {
        Choice choice = choice("mine", "2026-01-01T00:00:00Z", "train.workers=1", "train.compute=float32");
        Recipe chosen = Recipe.of(recipe, choice.values());
        assertThat(chosen.train().workers()).isEqualTo(1);
        assertThat(chosen.train().compute()).isEqualTo(org.diffusion4j.network.Compute.FLOAT32);
    }

    @Test
    void whatAShippedRecipeNamesIsAGuessAndWhatIsSetOverItIsNot() {
        assertThat(Recipe.of("sprites", List.of()).train().workers()).isEqualTo(2);
        assertThat(Calibration.given("sprites", List.of("train.batch=8"))).containsExactly("train.batch");
        assertThat(Calibration.given(recipe, List.of("train.batch=8")))
                .contains("train.batch", "train.steps", "sample.count")
                .doesNotContain("train.workers");
    }

    @Test
    void aTinyNetworkAndASettledRecipePayNothing() {
        Calibration calibration = calibration("mine", "2026-01-01T00:00:00Z");
        assertThat(calibration.choice("spiral", List.of())).isEqualTo(Optional.empty());
        assertThat(calibration.choice(
                        recipe, List.of("train.workers=1", "train.compute=float32", "train.microBatch=8")))
                .isEmpty();
        assertThat(folder.resolve("calibration.json")).doesNotExist();
    }

    @Test
    void aNumberFormatThatIsNotTheProcessorsIsRefusedBeforeAnythingIsMeasured() {
        assertThatThrownBy(() -> choice("mine", "2026-01-01T00:00:00Z", "train.compute=tf32"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "train.compute was tf32, which NVIDIA's GPUs have, and calibration measures on the processor. Leave out one of the two.");
        assertThat(folder.resolve("calibration.json")).doesNotExist();
    }
}
