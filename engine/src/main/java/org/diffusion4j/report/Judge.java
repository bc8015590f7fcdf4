// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.evaluate.EmojiClassifier;
import org.diffusion4j.evaluate.SamplePictures;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.metric.Neighbours;
import org.diffusion4j.recipe.Recipe;

/** Somebody who says of which class a picture is, and who never met the model. */
sealed interface Judge extends AutoCloseable {
    /** Who it is, in words. */
    String name();

    /** A label for each picture; −1 for one that the data do not have. */
    int[] labels(List<Picture> pictures);

    @Override
    default void close() {}

    /** The classifier of emoji where they were learned from, else the nearest training picture. */
    static Judge of(Recipe recipe, ClassItems training) {
        return recipe.data() instanceof EmojiConfig
                ? new OfEmoji(EmojiClassifier.shipped("emoji-judge"), training.classes())
                : Nearest.of(training, recipe.seed());
    }

    /** The share of held-out pictures, at most 500, that it puts into their class; empty where none are held out. */
    default OptionalDouble ofHeldOut(Recipe recipe) {
        Optional<DataSource> heldOut = recipe.data().heldOut(recipe.seed());
        if (heldOut.isEmpty()) {
            return OptionalDouble.empty();
        }
        ClassItems unseen = new ClassItems(heldOut.get(), recipe.network().conditioning());
        int[] items = unseen.some(500, recipe.seed());
        int[] said = labels(SamplePictures.of(heldOut.get(), items));
        return IntStream.range(0, items.length)
                .mapToDouble(i -> said[i] == unseen.label(items[i]) ? 1 : 0)
                .average();
    }

    /** The classifier that ships with the project. */
    record OfEmoji(EmojiClassifier classifier, List<String> classes) implements Judge {
        @Override
        public String name() {
            return "the classifier emoji-judge";
        }

        @Override
        public int[] labels(List<Picture> pictures) {
            int[] categories = classifier.categories(pictures);
            return IntStream.of(categories)
                    .map(category -> classes.indexOf(Emoji.CATEGORIES.get(category)))
                    .toArray();
        }

        @Override
        public void close() {
            classifier.close();
        }
    }

    /** The class of the nearest of some training pictures, pixel by pixel. */
    record Nearest(Features known, List<Integer> labels) implements Judge {
        private static final int MOST = 2_000;

        static Nearest of(ClassItems training, long seed) {
            int[] items = training.some(MOST, seed);
            List<Integer> labels =
                    IntStream.of(items).map(training::label).boxed().toList();
            return new Nearest(SamplePictures.pixels(SamplePictures.of(training.data(), items)), labels);
        }

        @Override
        public String name() {
            return "the nearest of %d training pictures".formatted(labels.size());
        }

        @Override
        public int[] labels(List<Picture> pictures) {
            Neighbours nearest = Neighbours.of(SamplePictures.pixels(pictures), known);
            return IntStream.range(0, pictures.size())
                    .map(i -> labels.get(nearest.nearest(i)))
                    .toArray();
        }
    }
}
