// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageGalleryTest {
    private static final String YAML = """
            system: tiny-sprites
            seed: 5
            data: {kind: emoji, size: 16}
            network: {kind: context-unet, features: 8, contextSize: 9}
            schedule: {kind: sprites, steps: 60}
            train: {steps: 4, batch: 4, saveEvery: 4, emaDecay: 0.5}
            sample: {sampler: lineage, count: 9}
            """;

    @TempDir
    private Path folder;

    private static Recipe recipe(String... overrides) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), List.of(overrides));
    }

    private static int frames(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
            reader.setInput(in);
            return reader.getNumImages(true);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void aStopEndsThePicturesBeforeTrainingToo() {
        List<Path> drawn = new ArrayList<>();
        StopSignal stop = new StopSignal();
        TrainingRun.Result run = TrainingRun.start(
                recipe(),
                RunSettings.in(folder).stoppedBy(stop),
                Artist.of(
                        recipe(),
                        picture -> {
                            drawn.add(picture);
                            stop.request();
                        },
                        stop));
        assertThat(run.step()).isZero();
        assertThat(drawn).extracting(file -> file.getFileName().toString()).containsExactly("training-samples.png");
    }

    @Test
    void aRunLeavesAllItsPicturesAndEachSaysHowItWasMade() throws IOException {
        List<Path> drawn = new ArrayList<>();
        Recipe recipe = recipe();
        TrainingRun.Result run =
                TrainingRun.start(recipe, RunSettings.in(folder), Artist.of(recipe, drawn::add, new StopSignal()));
        assertThat(drawn)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "training-samples.png",
                        "noised.png",
                        "schedule.png",
                        "samples-000000001.png",
                        "samples-000000002.png",
                        "samples-000000003.png",
                        "loss.png",
                        "loss-log.png",
                        "samples.png",
                        "denoising.gif",
                        "steps.png",
                        "class-grid.png",
                        "single-class.png",
                        "raw-and-averaged.png");
        for (Path file : drawn) {
            assertThat(file).isNotEmptyFile().hasParent(run.folder().pictures());
            if (file.toString().endsWith(".png")) {
                assertThat(Png.text(file))
                        .containsEntry("recipe", run.recipe().yaml())
                        .containsEntry("command", "d4j train recipe.yaml");
            }
        }
        // of 60 steps every second one is kept, and 7, 5, 3 and 1 of the last ones
        assertThat(frames(run.folder().pictures().resolve("denoising.gif"))).isEqualTo(34);
        assertThat(Png.text(run.folder().pictures().resolve("samples.png"))).containsEntry("step", "4");
        assertThat(Png.text(run.folder().pictures().resolve("single-class.png")))
                .containsEntry("class", "Food & Drink");
    }

    @Test
    void aBlendIsLookedAtAfterEveryRoundAndItsSixteenStepsAreCountedAsTheyAreDone() throws IOException {
        Recipe recipe = Recipe.of(
                "blend",
                List.of(
                        "data.size=16",
                        "network.size=16",
                        "network.width=8",
                        "network.midWidth=8",
                        "network.timeWidth=8",
                        "train.steps=4",
                        "train.rounds.steps=2",
                        "train.batch=4",
                        "train.microBatch=4",
                        "train.workers=1",
                        "train.saveEvery=4"));
        List<Path> drawn = new ArrayList<>();
        TrainingRun.Result run =
                TrainingRun.start(recipe, RunSettings.in(folder), Artist.of(recipe, drawn::add, new StopSignal()));
        assertThat(drawn)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "training-samples.png",
                        "noised.png",
                        "schedule.png",
                        "samples-000000002.png",
                        "steps-000000002.png",
                        "samples-000000004.png",
                        "steps-000000004.png",
                        "loss.png",
                        "loss-log.png",
                        "samples.png",
                        "denoising.gif",
                        "steps.png");
        assertThat(frames(run.folder().pictures().resolve("denoising.gif"))).isEqualTo(16);
        assertThat(Png.text(run.folder().pictures().resolve("noised.png")))
                .containsEntry("shape", "(3, 16, 16)")
                .hasEntrySatisfying("t", levels -> assertThat(levels.split(" ")).hasSize(25));
    }

    @Test
    void theSameRecipeDrawsTheSameBytes() throws IOException {
        DataSource data = recipe().data().create(5);
        Path first = new ImageGallery(folder.resolve("a"), recipe(), "x").schedule(data);
        Path second = new ImageGallery(folder.resolve("b"), recipe(), "x").schedule(data);
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        Path other = new ImageGallery(
                        folder.resolve("c"), recipe("objective.forward=seed", "sample.sampler=consistent"), "x")
                .schedule(data);
        assertThat(Files.mismatch(first, other)).isNotNegative();
    }

    @Test
    void theNextImageIsShownByItsShareOfNoise() throws IOException {
        Recipe blend = Recipe.of("blend", List.of());
        Path file = new ImageGallery(folder, blend, "x").schedule(blend.data().create(1));
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThanOrEqualTo(1600);
        assertThat(Png.text(file)).containsEntry("command", "x");
    }

    @Test
    void theNetworkOfTheSpritesIsDrawnWithItsNamesAndSizes() throws IOException {
        List<Path> files = new ImageGallery(folder, Recipe.of("sprites-64", List.of()), "x").network();
        assertThat(Files.readString(files.get(0)))
                .contains(
                        ">down5<",
                        ">up5<",
                        ">to_vec<",
                        ">contextembed2, timeembed2<",
                        "256 \u2192 128 channels, 2\u00b2 \u2192 4\u00b2");
        assertThat(files.get(1)).hasFileName("network.png").isNotEmptyFile();
        assertThatThrownBy(() -> new ImageGallery(folder, Recipe.of("blend", List.of()), "x").network())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the network of the system 'blend' has no figure");
    }

    @Test
    void pointsAreNoPictures() {
        assertThatThrownBy(() -> new ImageGallery(folder, Recipe.of("spiral", List.of()), "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "the system 'spiral' has no pictures of 1 or 3 channels to draw. Use a recipe of an image system.");
        assertThat(Artist.of(Recipe.of("spiral", List.of()), file -> {}, new StopSignal()))
                .isInstanceOf(SpiralWatcher.class);
    }

    @Test
    void aLookAtATrainingInProgressTakesFewSteps() {
        assertThat(ImageWatcher.quick(recipe()).sampler()).hasToString("ddim");
        assertThat(ImageWatcher.quick(recipe()).steps()).contains(25);
        Recipe seed = recipe("objective.forward=seed", "sample.sampler=lineage");
        assertThat(ImageWatcher.quick(seed).sampler()).hasToString("consistent");
        assertThat(ImageWatcher.quick(recipe("schedule.steps=20"))).isEqualTo(recipe().sample());
        Recipe blend = Recipe.of("blend", List.of());
        assertThat(ImageWatcher.quick(blend)).isEqualTo(blend.sample());
    }
}
