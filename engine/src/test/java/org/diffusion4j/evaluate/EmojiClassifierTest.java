// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmojiClassifierTest {
    @Test
    void theShippedOnesKnowEmojiThatTheyNeverSaw() {
        for (String name : ClassifierRecipe.SHIPPED) {
            try (EmojiClassifier classifier = EmojiClassifier.shipped(name)) {
                for (int size : new int[] {16, 32}) {
                    assertThat(shareRight(classifier, size)).isGreaterThan(0.5);
                }
            }
        }
    }

    private static double shareRight(EmojiClassifier classifier, int size) {
        PictureSource unseen =
                EmojiConfig.defaults().withSplit(Split.HELD_OUT).withSize(size).create(0);
        int[] named = classifier.categories(
                IntStream.range(0, unseen.size()).mapToObj(unseen::picture).toList());
        return IntStream.range(0, named.length)
                        .filter(i -> named[i] == unseen.label(i))
                        .count()
                / (double) named.length;
    }

    @Test
    void theOneThatJudgesIsNotTheOneOfTheFeatures() {
        try (EmojiClassifier features = EmojiClassifier.shipped("emoji-features");
                EmojiClassifier judge = EmojiClassifier.shipped("emoji-judge")) {
            Picture white = Picture.of(1, 1, 1, new byte[] {-1});

            assertThat(features.features(List.of(white)).size()).isEqualTo(64);
            assertThat(judge.features(List.of(white)).size()).isEqualTo(96);
            assertThat(features.sha256()).hasSize(64).isNotEqualTo(judge.sha256());
            assertThat(features.frechetName()).isEqualTo("FD-emoji");
            assertThat(features.kernelName()).isEqualTo("KD-emoji");
        }
    }

    @Test
    void featuresDoNotDependOnTheOtherPictures() {
        PictureSource emoji = EmojiConfig.defaults().create(0);
        try (EmojiClassifier classifier = EmojiClassifier.shipped("emoji-features")) {
            Features many = classifier.features(
                    IntStream.range(0, 70).mapToObj(emoji::picture).toList());
            Features one = classifier.features(List.of(emoji.picture(66)));

            for (int i = 0; i < one.size(); i++) {
                assertThat(many.at(66, i)).isCloseTo(one.at(0, i), org.assertj.core.api.Assertions.within(1e-4));
            }
        }
    }

    @Test
    void equalRecipesGiveEqualWeights(@TempDir Path folder) throws IOException {
        ClassifierRecipe recipe = ClassifierRecipe.of("emoji-judge", List.of("steps=2", "batch=8"));
        Path first = folder.resolve("a.safetensors");
        Path second = folder.resolve("b.safetensors");
        for (Path file : List.of(first, second)) {
            new ClassifierTraining(recipe).run(file, FileLayer.disk(), step -> {}, new StopSignal());
        }

        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        try (EmojiClassifier classifier = EmojiClassifier.of("a", Files.readAllBytes(first))) {
            assertThat(classifier.categories(List.of(Picture.of(1, 1, 1, new byte[1]))))
                    .hasSize(1);
        }
    }

    @Test
    void aStoppedTrainingWritesNothing(@TempDir Path folder) {
        Path file = folder.resolve("a.safetensors");
        StopSignal stop = new StopSignal();
        stop.request();
        ClassifierTraining training = new ClassifierTraining(ClassifierRecipe.of("emoji-judge", List.of()));

        assertThatThrownBy(() -> training.run(file, FileLayer.disk(), step -> {}, stop))
                .isInstanceOf(CancelledException.class)
                .hasMessageStartingWith("Training the classifier was stopped after 0 of ")
                .hasMessageEndingWith(" steps. Nothing was written.");
        assertThat(file).doesNotExist();
    }

    @Test
    void changedPicturesAreMovedAndMirroredAndFilledWithWhite() {
        ClassifierData data = new ClassifierData(3);
        float[] plain = new float[NetInput.ELEMENTS];
        float[] changed = new float[NetInput.ELEMENTS];
        int differing = 0;
        for (int item = 0; item < 40; item++) {
            data.read(item, plain, 0);
            data.read(item, RandomStream.of(1, "epoch"), changed, 0);
            differing += java.util.Arrays.equals(plain, changed) ? 0 : 1;
            for (float value : changed) {
                assertThat(value).isBetween(-1f, 1f);
            }
        }

        assertThat(differing).isGreaterThan(20);
        assertThat(data.order(RandomStream.of(1, "order"))).hasSize(data.size());
    }

    @Test
    void whatIsNoClassifierIsRefused() {
        byte[] spiral = ClassifierRecipe.resource("spiral", "model.safetensors");

        assertThatThrownBy(() -> ClassifierRecipe.of("emoji-judge", List.of("shift=9")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("shift lie in 0 to 8");
        assertThatThrownBy(() -> EmojiClassifier.of("spiral", spiral)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> EmojiClassifier.of("bare", withoutRecipe()))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "'bare' carries no recipe, so it is no classifier. Give a file that 'd4j train-classifier' wrote.");
    }

    /** A safetensors file without tensors and words. */
    private static byte[] withoutRecipe() {
        return new byte[] {8, 0, 0, 0, 0, 0, 0, 0, '{', '}', ' ', ' ', ' ', ' ', ' ', ' '};
    }
}
