// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.SpiralConfig;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final String YAML = """
            system: tiny
            data: {kind: emoji, size: 16}
            network: {kind: conditional-unet, base: 8, embedding: 8, classes: 9, nullClass: true, size: 16}
            schedule: {kind: cosine, steps: 10}
            objective: {kind: denoising, conditionDropout: 0.1}
            train: {steps: 1, batch: 4, saveEvery: 1}
            sample: {sampler: ddim, steps: 2, clip: 1, count: 9}
            """;

    @TempDir
    private Path folder;

    @Test
    void aModelThatLearnedNothingIsFarFromTheHeldOutPictures() {
        try (Model model = trained()) {
            Evaluation evaluation = new Evaluation("tiny", model, request(model, 90));
            AtomicLong done = new AtomicLong();

            Evaluation.Outcome outcome = evaluation.run(done::set, new StopSignal());
            EvaluationResult result = outcome.result();

            assertThat(done.get()).isEqualTo(evaluation.total()).isEqualTo(4);
            assertThat(evaluation.estimate()).isPositive();
            AtomicLong hours = new AtomicLong(); // one for each of 90 samples, 90 training and 189 held-out pictures
            assertThat(evaluation
                            .estimate(() ->
                                    Duration.ofHours(hours.incrementAndGet()).toNanos())
                            .toHours())
                    .isEqualTo(90 + 90 + 189);
            assertThat(result.recipe().count()).isEqualTo(90);
            assertThat(result.recipe().pixels()).isEqualTo(16);
            assertThat(result.recipe().compared())
                    .isBetween(30, 80)
                    .isEqualTo(result.recipe().training());
            assertThat(result.accuracyOf().keySet()).containsExactlyElementsOf(Emoji.CATEGORIES);
            assertThat(result.frechet()).isGreaterThan(2 * result.frechetFloor());
            assertThat(result.kernel().mean())
                    .isGreaterThan(10 * result.kernelFloor().mean());
            assertThat(result.overlap().coverage())
                    .isLessThan(result.overlapFloor().coverage());
            assertThat(result.judge()).isGreaterThan(0.4);
            assertThat(result.nearest().least()).isPositive();
            assertThat(result.sampler()).isEqualTo("ddim, 2 evaluations, eta 0.0, clip 1.0, guidance 1.5");
            assertThat(outcome.pairs().getWidth()).isGreaterThan(8 * 96);
        }
    }

    @Test
    void aStopEndsTheDrawing() {
        StopSignal stop = new StopSignal();
        stop.request();
        try (Model model = trained()) {
            Evaluation evaluation = new Evaluation("tiny", model, request(model, 90));

            assertThatThrownBy(() -> evaluation.run(done -> {}, stop)).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void modelsOfOtherDataAreRefused() {
        assertThatThrownBy(() -> Reference.of(RecipeReader.defaults(SpiralConfig.class), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "an evaluation compares samples with held-out emoji, and this model was trained on spiral data. Evaluate a model whose recipe has data of kind emoji, split train.");
        assertThatThrownBy(() -> Reference.of(EmojiConfig.defaults().withSplit(Split.ALL), 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("was trained on the emoji of split ALL");
    }

    @Test
    void eachEmojiStandsOnceInTheReferenceWithOrWithoutItsSkinTones() {
        Reference plain = Reference.of(EmojiConfig.defaults(), 0);
        Reference toned = Reference.of(EmojiConfig.defaults().withVariants(EmojiConfig.Variants.ALL), 0);

        assertThat(toned.training(9999)).hasSameSizeAs(plain.training(9999)).isNotEqualTo(plain.training(9999));
        assertThat(plain.training(50)).hasSize(50);
        assertThat(toned.heldOutLabels()).isEqualTo(plain.heldOutLabels());
        assertThat(toned.everything()).hasSizeGreaterThan(plain.everything().size());
    }

    @Test
    void comparedSamplesAreMixedAsTheHeldOutPictures() {
        Reference reference = Reference.of(EmojiConfig.defaults(), 0);
        int[] labels = new int[900];
        Arrays.setAll(labels, i -> i % 9);

        int[] rows = reference.mixed(900, labels);

        assertThat(rows).doesNotHaveDuplicates().hasSizeGreaterThan(300);
        for (int label = 0; label < 9; label++) {
            int wanted = label;
            double share = Arrays.stream(reference.heldOutLabels())
                            .filter(l -> l == wanted)
                            .count()
                    / (double) reference.heldOutLabels().length;
            assertThat(Arrays.stream(rows).filter(row -> labels[row] == wanted).count() / (double) rows.length)
                    .isCloseTo(share, org.assertj.core.api.Assertions.within(0.005));
        }
        assertThat(reference.mixed(5)).containsExactly(0, 1, 2, 3, 4);
    }

    private static EvaluationRequest request(Model model, int count) {
        return new EvaluationRequest(count, 3, model.recipe().sample(), Guidance.of(1.5), Optional.empty());
    }

    private Model trained() {
        TrainingRun.Result run =
                TrainingRun.start(Recipe.ofText("tiny", YAML), RunSettings.in(folder), RunWatcher.NONE);
        return Model.open(run.folder().path().toString(), "cpu");
    }
}
