// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
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
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class RecipeWriterTest {
    private static SpiralRecipe read(String text) {
        return RecipeReader.read(SpiralRecipe.class, RecipeSource.ofText("r.yaml", text));
    }

    @Test
    void aWrittenRecipeHasEveryKeyAndSaysWhatItIsAbout() {
        SpiralRecipe recipe = read(
                "name: 나선 1\nclip: 1e-9\nstages: [{width: 3}, {width: 4, heads: 2}]\ncompare: [ddpm, {eta: 1, kind: ddim}]");
        assertThat(RecipeWriter.yaml(SpiralRecipe.class, recipe)).isEqualTo("""
                        name: "나선 1"                    # name of the run
                        train:                          # how the network learns
                          steps: 2000                   # optimiser steps [steps]
                          learningRate: 0.001           # step size
                          batch: 64                     # images in a step [images]
                          ema: true                     # whether an average of the weights is kept
                        network:                        # what is trained
                          kind: point-mlp
                          hidden: 32                    # width of the hidden layers
                          layers: 3                     # number of hidden layers
                        sampler:                        # how noise is removed
                          kind: ddim
                          eta: 0.0                      # noise that is added again
                          steps: 50                     # network calls [steps]
                        schedule: scaled-linear         # shape of the noise schedule
                        out: pictures                   # where pictures go
                        widths: [64, 128]               # sizes of the stages [channels]
                        compare:                        # extra samplers to compare
                          - kind: ddpm
                          - kind: ddim
                            eta: 1.0                    # noise that is added again
                            steps: 50                   # network calls [steps]
                        stages:                         # stages with their own settings
                          - width: 3                    # channels of the stage
                            heads: null                 # attention heads
                            dropout: 0.0                # part of the dropped values
                          - width: 4                    # channels of the stage
                            heads: 2                    # attention heads
                            dropout: 0.0                # part of the dropped values
                        clip: 1e-9                      # largest norm of the gradient
                        note: ""                        # words for the log
                        from: null                      # state to begin with
                        """);
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        Random random = new Random(20240607);
        for (int i = 0; i < 500; i++) {
            SpiralRecipe recipe = recipe(random);
            String text = RecipeWriter.yaml(SpiralRecipe.class, recipe);
            assertThat(read(text)).as(text).isEqualTo(recipe);
            assertThat(RecipeWriter.yaml(SpiralRecipe.class, read(text))).isEqualTo(text);
        }
    }

    @Test
    void textsThatLookLikeSomethingElseStayTexts() {
        for (String text : List.of(
                "",
                " ",
                "null",
                "~",
                "true",
                "No",
                "12",
                "1e-3",
                "a: b",
                "a #b",
                "- x",
                "---",
                "...",
                "*x",
                "&x",
                "!x",
                "a\nb\r\n",
                "tab\t",
                "\"",
                "'",
                "\\",
                "\u0000\u001b\u0085\u2028\uFEFF\uFFFF",
                "한글 ✓ 😀",
                "[1]",
                "{}",
                "@",
                "`")) {
            SpiralRecipe recipe = recipe(new Random(1), text);
            assertThat(read(RecipeWriter.yaml(SpiralRecipe.class, recipe))).isEqualTo(recipe);
        }
    }

    @Test
    void aFamilyAtTheRootKeepsItsKind() {
        String text = RecipeWriter.yaml(SamplerChoice.class, new Ddpm());
        assertThat(text).isEqualTo("kind: ddpm\n");
        assertThat(RecipeReader.read(SamplerChoice.class, RecipeSource.ofText("r", text)))
                .isEqualTo(new Ddpm());
    }

    @Test
    void aRecordWithoutKeysIsAnEmptyBlock() {
        assertThat(RecipeWriter.yaml(Ddpm.class, new Ddpm())).isEqualTo("{}\n");
        assertThat(RecipeReader.read(Ddpm.class, RecipeSource.ofText("r", "{}")))
                .isEqualTo(new Ddpm());
    }

    @Test
    void aNumberThatIsNotFiniteIsNotWritten() {
        Stage stage = new Stage(1, Optional.empty(), Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> RecipeWriter.yaml(Stage.class, stage))
                .isInstanceOf(ConfigException.class)
                .hasMessage("dropout: Infinity cannot stand in a recipe: every number there is finite."
                        + " Use an optional key for 'no limit'.");
    }

    private static SpiralRecipe recipe(Random random) {
        return recipe(random, text(random));
    }

    private static SpiralRecipe recipe(Random random, String note) {
        NetworkChoice network = random.nextBoolean()
                ? new UNet2D(ints(random))
                : read("name: a\nnetwork: {hidden: " + random.nextInt() + "}").network();
        return new SpiralRecipe(
                text(random),
                new Train(random.nextLong() >>> 1 | 1, 1 - random.nextDouble(), random.nextInt(), random.nextBoolean()),
                network,
                sampler(random),
                List.of(Curve.values()).get(random.nextInt(3)),
                Path.of(text(random).replace("\u0000", "")),
                ints(random),
                Stream.generate(() -> sampler(random)).limit(random.nextInt(3)).toList(),
                Stream.generate(() -> stage(random)).limit(random.nextInt(3)).toList(),
                random.nextBoolean() ? Optional.empty() : Optional.of(number(random)),
                note,
                random.nextBoolean() ? null : Path.of("a b", "다"));
    }

    private static SamplerChoice sampler(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Ddpm();
            case 1 -> new Ddim(random.nextDouble(), random.nextInt());
            default -> new BlendChain(random.nextInt());
        };
    }

    private static Stage stage(Random random) {
        Optional<Integer> heads = random.nextBoolean() ? Optional.empty() : Optional.of(random.nextInt());
        return new Stage(random.nextInt(), heads, number(random));
    }

    private static double number(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : -0.0;
    }

    private static List<Integer> ints(Random random) {
        return random.ints(random.nextInt(4)).boxed().toList();
    }

    private static String text(Random random) {
        String alphabet = "abcXYZ019 :#-_./\\\"'[]{},&*!|>%@`~?=\t\n\r\u0000\u007f\u00a0\u2029é한글😀";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
