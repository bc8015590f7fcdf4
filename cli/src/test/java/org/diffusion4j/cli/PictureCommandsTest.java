// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCommandsTest {
    private static final String YAML = """
            system: tiny-sprites
            data: {kind: emoji, size: 16}
            network: {kind: context-unet, features: 8, contextSize: 9}
            schedule: {kind: sprites, steps: 20}
            objective: {conditionDropout: 0.1}
            train: {steps: 2, batch: 4, emaDecay: 0.5}
            sample: {sampler: lineage, count: 9}
            """;

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void train() throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), YAML);
        run(
                "train",
                recipe.toString(),
                "--no-pictures",
                "--runs",
                folder.resolve("runs").toString());
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            model = runs.findFirst().orElseThrow();
        }
    }

    private static List<String> run(String... words) {
        Captured captured = new Captured();
        int code = new Main(captured.terminal()).run(words);
        assertThat(code).as(captured.err()).isZero();
        return captured.out().lines().toList();
    }

    private static String refusal(String... words) {
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal()).run(words)).isEqualTo(ExitCode.USAGE);
        return captured.err();
    }

    @Test
    void aPictureSaysHowItIsMadeAgainAndThatGivesTheSameBytes() throws Exception {
        Path first = folder.resolve("first");
        List<String> said = run(
                "sample",
                "--model",
                model.toString(),
                "--class",
                "Food & Drink",
                "--class",
                "none",
                "--guidance",
                "3",
                "--steps",
                "4",
                "--seed",
                "7",
                "--count",
                "4",
                "--out",
                first.toString());
        assertThat(said)
                .containsExactly(
                        "picture: " + first.resolve("samples.png"),
                        "pictures: %s to sample-0003.png".formatted(first.resolve("sample-0000.png")));
        List<String> shown = run("show", first.resolve("samples.png").toString());
        assertThat(shown)
                .contains("seed: 7", "guidance: 3.0", "classes: Food & Drink; none", "sampler: ddim", "steps: 4")
                .last()
                .isEqualTo(
                        "again: d4j sample --model %s --class 'Food & Drink' --class none --guidance 3.0 --count 4 --seed 7 --sampler ddim --steps 4"
                                .formatted(model));
        Path second = folder.resolve("second");
        run(
                "sample",
                "--model",
                model.toString(),
                "--class",
                "Food & Drink",
                "--class",
                "none",
                "--guidance",
                "3.0",
                "--count",
                "4",
                "--seed",
                "7",
                "--sampler",
                "ddim",
                "--steps",
                "4",
                "--out",
                second.toString());
        for (String name : List.of("samples.png", "sample-0000.png", "sample-0003.png")) {
            assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
        }
        assertThat(run("show", first.resolve("sample-0003.png").toString())).contains("index: 3", "class: none");
    }

    @Test
    void aPictureSaysInWhatNumberFormatItWasDrawnIfThatIsNotTheUsualOne() {
        Path out = folder.resolve("rounded");
        run(
                "sample",
                "--model",
                model.toString(),
                "--steps",
                "2",
                "--count",
                "2",
                "--compute",
                "bfloat16",
                "--out",
                out.toString());
        assertThat(run("show", out.resolve("samples.png").toString()))
                .contains("compute: bfloat16")
                .last()
                .isEqualTo("again: d4j sample --model %s --compute bfloat16 --count 2 --seed 0 --sampler ddim --steps 2"
                        .formatted(model));
    }

    @Test
    void withoutAClassThereIsARowOfEach() {
        run(
                "sample",
                "--model",
                model.toString(),
                "--out",
                folder.resolve("all").toString());
        assertThat(folder.resolve("all/sample-0008.png")).isNotEmptyFile();
        assertThat(folder.resolve("all/sample-0009.png")).doesNotExist();
    }

    @Test
    void plotsOfTheModelAndItsRecipeSayHowTheyAreMade() {
        Path out = folder.resolve("plots");
        for (List<String> words : List.of(
                List.of("plot", "data", "--recipe", "sprites"),
                List.of("plot", "schedule", "--recipe", "sprites", "--set", "schedule.steps=100"),
                List.of("plot", "network", "--recipe", "sprites"),
                List.of("plot", "averaged", "--model", model.toString(), "--seed", "3"),
                List.of("plot", "trajectory", "--model", model.toString(), "--seed", "3"),
                List.of(
                        "plot",
                        "trajectory",
                        "--model",
                        model.toString(),
                        "--class",
                        "Flags",
                        "--guidance",
                        "2.0",
                        "--guidance-rescale",
                        "0.7",
                        "--guidance-interval",
                        "0.1:0.8",
                        "--sampler",
                        "ddim",
                        "--steps",
                        "5",
                        "--keep",
                        "5,3,1",
                        "--seed",
                        "3"),
                List.of("plot", "classes", "--model", model.toString(), "--seed", "3"),
                List.of(
                        "plot",
                        "class",
                        "--model",
                        model.toString(),
                        "--class",
                        "Symbols",
                        "--steps",
                        "4",
                        "--seed",
                        "3"),
                List.of("plot", "loss", "--run", model.toString()),
                List.of("plot", "loss", "--run", model.toString(), "--run", model.toString()))) {
            List<String> said = run(Stream.concat(words.stream(), Stream.of("--out", out.toString()))
                    .toArray(String[]::new));
            assertThat(said).isNotEmpty().allMatch(line -> line.startsWith("picture: "));
            String png = said.stream()
                    .filter(line -> line.endsWith(".png"))
                    .findFirst()
                    .orElseThrow()
                    .substring("picture: ".length());
            assertThat(run("show", png)).last().isEqualTo("again: d4j " + String.join(" ", words));
        }
    }

    @Test
    void aReportIsWrittenOfAFinishedRunAndSaysHowItIsMadeAgain() throws Exception {
        Path out = folder.resolve("report");
        List<String> said =
                run("report", "--model", model.toString(), "--each", "2", "--steps", "3", "--out", out.toString());
        assertThat(said)
                .contains("picture: " + out.resolve("pictures/raw-and-averaged.png"))
                .endsWith("figures: " + out.resolve("report.json"), "report: " + out.resolve("report.md"));
        assertThat(Files.readString(out.resolve("report.md")))
                .contains(
                        "2 samples of each class, ddim, 3 evaluations, guidance 1.0, seed 0.",
                        "Made by `d4j report --model %s --each 2 --seed 0 --sampler ddim --steps 3`.".formatted(model));
        assertThat(refusal("report", "--model", model.toString(), "--each", "1"))
                .contains("a report was to be made of 1 samples of each class; give 2 to 1000.");
        assertThat(refusal("report", "--model", "spiral", "--out", out.toString()))
                .contains("has no pictures");
    }

    @Test
    void aNewRunCanBeginWithTheWeightsOfAnother() throws Exception {
        Path runs = folder.resolve("begun");
        run(
                "train",
                folder.resolve("tiny.yaml").toString(),
                "--no-pictures",
                "--init",
                model.toString(),
                "--runs",
                runs.toString());
        try (Stream<Path> all = Files.list(runs)) {
            Path begun = all.findFirst().orElseThrow();
            assertThat(Files.readString(begun.resolve("recipe.yaml"))).contains("init: ", model.toString());
            assertThat(begun.resolve("weights.safetensors")).isNotEmptyFile();
        }
    }

    @Test
    void whatAModelCannotDrawIsRefusedInASentence() {
        assertThat(refusal("plot", "trajectory", "--model", model.toString(), "--steps", "5", "--keep", "9"))
                .contains("the steps to keep must lie in 1 to 5, those of this run, but were [9].");
        assertThat(refusal("plot", "spread", "--model", model.toString()))
                .contains("plot spread shows points, and the model");
        assertThat(refusal("sample", "--model", model.toString(), "--class", "Flagge", "--out", folder.toString()))
                .contains("there is no class 'Flagge'. Did you mean 'Flags'?");
        assertThat(refusal("sample", "--model", model.toString(), "--eta", "0.5", "--out", folder.toString()))
                .contains("--eta belongs to the sampler ddim, and this run is one of lineage.");
        assertThat(refusal(
                        "sample", "--model", model.toString(), "--sampler", "consistent", "--out", folder.toString()))
                .contains("sampler consistent is for networks that were trained with objective.forward = seed");
    }

    @Test
    void aPictureOfOthersSaysNothing() throws Exception {
        Path plain = folder.resolve("plain.png");
        org.diffusion4j.plot.Png.write(
                plain, new java.awt.image.BufferedImage(2, 2, java.awt.image.BufferedImage.TYPE_INT_RGB));
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal()).run("show", plain.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).contains("does not say how it was made: it carries no 'command'");
    }
}
