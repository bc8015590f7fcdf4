// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.sample.NetworkChoice;
import org.diffusion4j.config.sample.SamplerChoice;
import org.diffusion4j.config.sample.SamplerChoice.BlendChain;
import org.diffusion4j.config.sample.SamplerChoice.Ddim;
import org.diffusion4j.config.sample.SamplerChoice.Ddpm;
import org.diffusion4j.config.sample.SpiralRecipe;
import org.diffusion4j.config.sample.SpiralRecipe.Curve;
import org.diffusion4j.config.sample.SpiralRecipe.Stage;
import org.diffusion4j.config.sample.SpiralRecipe.Train;
import org.diffusion4j.config.sample.UNet2D;
import org.junit.jupiter.api.Test;

class RecipeReaderTest {
    private static SpiralRecipe read(String text, String... overrides) {
        return RecipeReader.read(SpiralRecipe.class, RecipeSource.ofText("r.yaml", text), List.of(overrides));
    }

    private static <R> R read(Class<R> type, String text) {
        return RecipeReader.read(type, RecipeSource.ofText("r.yaml", text));
    }

    @Test
    void missingKeysTakeTheirStandardValues() {
        SpiralRecipe recipe = read("name: plain");
        assertThat(recipe.train()).isEqualTo(new Train(2000, 1e-3, 64, true)).isEqualTo(Train.defaults());
        assertThat(recipe.network()).isEqualTo(read(NetworkChoice.class, "{kind: point-mlp, hidden: 32, layers: 3}"));
        assertThat(recipe.sampler()).isEqualTo(new Ddim(0, 50));
        assertThat(recipe.schedule()).isEqualTo(Curve.SCALED_LINEAR);
        assertThat(recipe.out()).isEqualTo(Path.of("pictures"));
        assertThat(recipe.widths()).containsExactly(64, 128);
        assertThat(recipe.stages()).isEmpty();
        assertThat(recipe.clip()).isEmpty();
        assertThat(recipe.note()).isEmpty();
        assertThat(recipe.from()).isNull();
    }

    @Test
    void givenAreTheKeysThatSomebodyWrote() {
        RecipeSource source = RecipeSource.ofText("r.yaml", "name: plain\ntrain: {batch: 2}");
        assertThat(RecipeReader.overridden(SpiralRecipe.class, source, List.of("train.steps=7")))
                .containsExactly("train.steps");
        assertThat(RecipeReader.given(SpiralRecipe.class, source, List.of("train.steps=7")))
                .contains("name", "train.batch", "train.steps")
                .doesNotContain("train.learningRate", "train.ema", "widths", "network");
    }

    @Test
    void everyKindOfValueIsRead() {
        SpiralRecipe recipe = read("""
                name: "true"        # quoted: a text
                train:
                  steps: 9000000000
                  learningRate: .5
                  batch: 2e1
                  ema: false
                network: unet-2d
                sampler:
                  eta: 1
                schedule: COSINE
                out: 그림 폴더/one two
                widths: [1, 2, -3]
                compare:
                  - ddpm
                  - {kind: blend-chain, length: 7}
                stages:
                  - width: 8
                  - width: 16
                    heads: 4
                clip: 1
                note: 12 o'clock
                from: folder/a b
                """);
        assertThat(recipe)
                .isEqualTo(new SpiralRecipe(
                        "true",
                        new Train(9_000_000_000L, 0.5, 20, false),
                        new UNet2D(List.of(32, 64)),
                        new Ddim(1, 50),
                        Curve.COSINE,
                        Path.of("그림 폴더/one two"),
                        List.of(1, 2, -3),
                        List.of(new Ddpm(), new BlendChain(7)),
                        List.of(new Stage(8, Optional.empty(), 0), new Stage(16, Optional.of(4), 0)),
                        Optional.of(1.0),
                        "12 o'clock",
                        Path.of("folder/a b")));
    }

    @Test
    void jsonIsValidTooEvenWhenIndentedByTabs() {
        assertThat(read("{\n\t\"name\": \"a\",\n\t\"train\": {\n\t\t\"steps\": 5\n\t},\n\t\"clip\": null\n}"))
                .isEqualTo(read("name: a\ntrain:\n  steps: 5\n"));
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkChangeNothing() {
        assertThat(read("\uFEFFname: a\r\ntrain:\r\n  steps: 5\r\n\r\nschedule: linear\r\n"))
                .isEqualTo(read("name: a\ntrain:\n  steps: 5\nschedule: linear\n"));
    }

    @Test
    void anEmptyBlockTakesItsStandards() {
        assertThat(read("name: a\ntrain:\n  # steps: 5\nsampler:\n")).isEqualTo(read("name: a"));
    }

    @Test
    void anotherKindDoesNotInheritTheKeysOfTheStandardKind() {
        assertThat(read("name: a\nnetwork: {layers: 5}").network())
                .isEqualTo(read(NetworkChoice.class, "{kind: point-mlp, hidden: 32, layers: 5}"));
        assertThat(read("name: a\nnetwork: {kind: point-mlp}").network())
                .isEqualTo(read(NetworkChoice.class, "{kind: point-mlp, hidden: 32, layers: 3}"));
        assertThat(read("name: a\nnetwork: {kind: unet-2d}").network()).isEqualTo(new UNet2D(List.of(32, 64)));
    }

    @Test
    void theRootMayBeAMemberOfAFamily() {
        assertThat(read(SamplerChoice.class, "kind: ddpm")).isEqualTo(new Ddpm());
    }

    @Test
    void overridesComeAfterTheFileInTheirOrder() {
        SpiralRecipe recipe = read(
                "name: a\ntrain: {steps: 1}\nwidths: [1, 2]\n",
                "train.steps=10",
                "train.steps=20",
                "train.batch = 8",
                "widths.1=9",
                "sampler.eta=0.5",
                "note=x=y",
                "stages=[{width: 3}]",
                "clip=");
        assertThat(recipe.train()).isEqualTo(new Train(20, 1e-3, 8, true));
        assertThat(recipe.widths()).containsExactly(1, 9);
        assertThat(recipe.sampler()).isEqualTo(new Ddim(0.5, 50));
        assertThat(recipe.note()).isEqualTo("x=y");
        assertThat(recipe.stages()).containsExactly(new Stage(3, Optional.empty(), 0));
        assertThat(recipe.clip()).isEmpty();
    }

    @Test
    void anOverrideBelowAKindWrittenAsOneWordKeepsTheKind() {
        assertThat(read("name: a\nsampler: ddim\n", "sampler.steps=5").sampler())
                .isEqualTo(new Ddim(0, 5));
        assertThat(read("name: a\nsampler: ddpm\n", "sampler=ddim").sampler()).isEqualTo(new Ddim(0, 50));
    }

    @Test
    void explainShowsWhereEachValueCameFrom() {
        String table = RecipeReader.explain(
                SpiralRecipe.class,
                RecipeSource.ofText("r.yaml", "name: a\ntrain:\n  steps: 5\ncompare: [ddpm]\nclip: ~\n"),
                List.of("train.batch=7"));
        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "r.yaml",
                        "key | value | from | unit | about",
                        "name | a | line 1 | name of the run",
                        "train.steps | 5 | line 3 | steps | optimiser steps",
                        "train.learningRate | 0.001 | default | step size",
                        "train.batch | 7 | --set | images | images in a step",
                        "train.ema | true | default | whether an average of the weights is kept",
                        "network.kind | point-mlp | default",
                        "network.hidden | 32 | default | width of the hidden layers",
                        "network.layers | 3 | default | number of hidden layers",
                        "sampler.kind | ddim | default",
                        "sampler.eta | 0.0 | default | noise that is added again",
                        "sampler.steps | 50 | default | steps | network calls",
                        "schedule | scaled-linear | default | shape of the noise schedule",
                        "out | pictures | default | where pictures go",
                        "widths | [64, 128] | default | channels | sizes of the stages",
                        "compare.0.kind | ddpm | line 4",
                        "stages | [] | default | stages with their own settings",
                        "clip | null | line 5 | largest norm of the gradient",
                        "note | \"\" | default | words for the log",
                        "from | null | default | state to begin with");
    }

    @Test
    void theColumnsOfTheTableAreAligned() {
        List<String> lines = RecipeReader.explain(
                        SamplerChoice.class, RecipeSource.ofText("r.yaml", "kind: ddim"), List.of())
                .lines()
                .toList();
        assertThat(lines)
                .containsExactly(
                        "r.yaml",
                        "key     value   from      unit    about",
                        "kind    ddim    line 1",
                        "eta     0.0     default           noise that is added again",
                        "steps   50      default   steps   network calls");
    }
}
