// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.NpyWriter;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.Event;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpriteRecipesTest {
    @TempDir
    private Path folder;

    private Path npy(String name, long... shape) throws IOException {
        byte[] bytes = new byte[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        RandomStream random = RandomStream.of(1, name);
        for (int i = 0; i < bytes.length; i++) {
            // pixels at random; one-hot rows of five
            bytes[i] = shape.length == 4 ? (byte) random.nextInt(256) : (byte) (i % 5 == i / 5 % 5 ? 1 : 0);
        }
        Path file = folder.resolve(name);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            new NpyWriter(NamedArray.of(name, DType.U8, shape, () -> ByteBuffer.wrap(bytes))).writeTo(out);
        }
        return file;
    }

    @Test
    void theSeedsOwnTwoFilesAreTrainedOn() throws IOException {
        Path pictures = npy("sprites.npy", 20, 16, 16, 3);
        Path labels = npy("labels.npy", 20, 5);
        Recipe recipe = Recipe.of(
                "sprites-seed",
                List.of(
                        "data.path=" + pictures,
                        "data.labelPath=" + labels,
                        "network.features=8",
                        "train.steps=2",
                        "train.batch=4"));
        Path run = TinyRuns.trained(folder.resolve("runs"), recipe);
        try (Model model = Model.open(run.toString(), "cpu")) {
            assertThat(model.classes()).containsExactly("human", "non-human", "food", "spell", "side-facing");
            assertThat(model.schedule().lastStep()).isEqualTo(500);
        }
    }

    @Test
    void aFolderWithoutSubFoldersIsTrainedOnWithoutContexts() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int i = 0; i < 3; i++) {
            BufferedImage picture = new BufferedImage(40 + i, 32, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(20, 16, 0x00FF00);
            Png.write(pictures.resolve(i + ".png"), picture);
        }
        Recipe recipe = Recipe.of(
                "sprites-256",
                List.of(
                        "data.path=" + pictures,
                        "data.size=32",
                        "network.height=32",
                        "network.features=8",
                        "network.context=off",
                        "objective.conditionDropout=0",
                        "train.steps=1",
                        "train.convolution=direct",
                        "train.batch=2"));
        assertThat(recipe.network().conditioning()).isEqualTo(Conditioning.NONE);
        Path run = TinyRuns.trained(folder.resolve("runs"), recipe);
        assertThat(run.resolve("weights.safetensors")).isNotEmptyFile();
        assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("off");
        assertThat(Recipe.of(run.resolve("recipe.yaml").toString(), List.of())).isEqualTo(recipe);
    }

    @Test
    @Tag("slow")
    void theFiveLevelNetworkLearnsInThreeHundredSteps() {
        Path run = TinyRuns.trained(folder, Recipe.of("sprites-64", List.of("train.steps=1", "train.saveEvery=1")));
        TrainingRun.resume(
                run, List.of("train.steps=300", "train.saveEvery=300"), TinyRuns.settings(folder), RunWatcher.NONE);
        List<Event> saved = Events.read(run.resolve("events.jsonl"), FileLayer.disk()).stream()
                .filter(event -> event.event().equals("saved"))
                .toList();
        assertThat(saved).extracting(Event::step).containsExactly(1L, 300L);
        double first = saved.get(0).number("loss").orElseThrow();
        assertThat(saved.get(1).number("loss").orElseThrow())
                .isLessThan(Math.min(first, 1) / 2); // 1 is the loss of a network that answers nothing
    }
}
