// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.ImageWatcher;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String YAML = """
            system: tiny-classes
            seed: 5
            data: {kind: emoji, size: 16, balanced: true}
            network: {kind: conditional-unet, base: 8, classes: 9, nullClass: true, size: 16}
            schedule: {kind: cosine, steps: 20}
            objective: {conditionDropout: 0.1}
            train: {steps: 2, batch: 4, saveEvery: 2, emaDecay: 0.5}
            sample: {sampler: ddpm, clip: 1, count: 9}
            """;

    @TempDir
    private Path folder;

    private static Recipe recipe(String... overrides) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), List.of(overrides));
    }

    private static Picture grey(int level) {
        return Picture.of(1, 1, 3, new byte[] {(byte) level, (byte) level, (byte) level});
    }

    @Test
    void varietyIsTheMeanDistanceOfAllPairsInGreyLevels() {
        // distances 10, 40 and 30
        assertThat(ClassFigures.variety(List.of(grey(100), grey(110), grey(140)))
                        .orElseThrow())
                .isCloseTo(80.0 / 3, within(1e-4));
        assertThat(ClassFigures.variety(List.of(grey(100)))).isEmpty();
    }

    @Test
    void theClaimsAreSentencesWithTheirFigures() {
        ClassFigures cat = new ClassFigures("cat", 20, OptionalDouble.of(80), OptionalDouble.of(0.5));
        ClassFigures dog = new ClassFigures("dog", 60, OptionalDouble.of(80), OptionalDouble.of(1));
        ClassFigures raw = new ClassFigures("cat", 10, OptionalDouble.of(80), OptionalDouble.of(0.25));
        Report report = new Report(
                "m",
                "ddim",
                4,
                0,
                "the judge",
                OptionalDouble.of(0.9),
                List.of(cat, dog),
                Optional.of(List.of(raw, raw)),
                OptionalDouble.of(12.34));
        assertThat(report.claims())
                .containsExactly(
                        "Variety inside a class: two samples of a class differ 0.50 as much as two of its training pictures, and at least half as much in 1 of 2 classes.",
                        "Class features: the judge takes 0.75 of the samples for what was asked for; of held-out pictures it knows 0.90; by chance it would be 0.50.",
                        "Averaged against raw weights, same seeds: agreement 0.75 against 0.25, variety 0.50 against 0.13; the pictures are 12.3 of 255 grey levels apart.");
        assertThat(report.table()).contains("| cat | 20.0 | 80.0 | 0.25 | 0.50 | 0.13 | 0.25 |");
        assertThat(report.json()).contains("\"apart\" : 12.34");
    }

    @Test
    void aRunEndsWithItsReport() throws IOException {
        List<Path> drawn = new ArrayList<>();
        TrainingRun.Result run =
                TrainingRun.start(recipe(), RunSettings.in(folder), new ReportWatcher(drawn::add, new StopSignal()));
        assertThat(drawn)
                .endsWith(
                        run.folder().path().resolve("report.json"),
                        run.folder().path().resolve("report.md"));
        assertThat(drawn).doesNotHaveDuplicates(); // the pictures of the run are the report's
        String page = Files.readString(run.folder().path().resolve("report.md"));
        assertThat(page)
                .containsSubsequence(
                        "## Data",
                        "1,717 training pictures of 9 classes",
                        "(pictures/training-samples.png)",
                        "(pictures/schedule.png)",
                        "(pictures/loss.png)",
                        "(pictures/class-grid.png)",
                        "(pictures/single-class.png)",
                        "(pictures/raw-and-averaged.png)",
                        "- Variety inside a class: ",
                        "- Class features: the classifier emoji-judge takes ",
                        "- Averaged against raw weights, same seeds: ",
                        "| Smileys & Emotion | ",
                        "`weights.safetensors`");
        for (String line : page.lines().filter(line -> line.startsWith("![")).toList()) {
            String file = line.replaceAll(".*\\((.*)\\)", "$1");
            assertThat(run.folder().path().resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void theSameSeedGivesTheSameFiguresAndPicturesWithoutAClassifierAreJudgedByTheirNeighbours() throws IOException {
        Path data = folder.resolve("photos");
        for (String name : List.of("dark", "light")) {
            for (int i = 0; i < 6; i++) {
                java.awt.image.BufferedImage picture =
                        new java.awt.image.BufferedImage(16, 16, java.awt.image.BufferedImage.TYPE_INT_RGB);
                picture.setRGB(i, i, 0x808080);
                if (name.equals("light")) {
                    java.awt.Graphics2D g = picture.createGraphics();
                    g.setColor(java.awt.Color.WHITE);
                    g.fillRect(0, 0, 16, 16 - i);
                    g.dispose();
                }
                org.diffusion4j.plot.Png.write(data.resolve(name).resolve(i + ".png"), picture);
            }
        }
        Recipe recipe = recipe(
                "data={kind: folder, path: '%s', size: 16, holdOut: 0.3}".formatted(data),
                "network.classes=2",
                "train.emaDecay=null");
        TrainingRun.Result run =
                TrainingRun.start(recipe, RunSettings.in(folder), org.diffusion4j.model.RunWatcher.NONE);
        try (Model model = Model.open(run.folder().path().toString(), "cpu")) {
            Reporting reporting = new Reporting(SampleRequest.of(ImageWatcher.quick(recipe), 1, 3), 2);
            Report report = reporting.of("m", model, Optional.empty(), done -> {});
            assertThat(report.judge()).isEqualTo("the nearest of 8 training pictures");
            assertThat(report.judgeItself()).hasValue(1);
            assertThat(report.averaged()).extracting(ClassFigures::name).containsExactly("dark", "light");
            assertThat(report.raw()).isEmpty();
            assertThat(report.claims())
                    .last()
                    .isEqualTo("Averaged against raw weights: this model has one set of weights.");
            assertThat(reporting.of("m", model, Optional.empty(), done -> {})).isEqualTo(report);
        }
    }

    @Test
    void oneSampleHasNoVariety() {
        assertThatThrownBy(() -> new Reporting(SampleRequest.of(recipe().sample(), 1, 0), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("a report was to be made of 1 samples of each class; give 2 to 1000. 16 are usual.");
    }
}
