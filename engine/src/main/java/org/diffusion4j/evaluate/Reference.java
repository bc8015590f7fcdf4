// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.diffusion4j.data.DataConfig;
import org.diffusion4j.data.Emoji;
import org.diffusion4j.data.EmojiConfig;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.data.Split;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Picture;
import org.diffusion4j.random.RandomStream;

/**
 * The pictures that samples are compared with. Of the skin tones of an emoji one is chosen, so that both splits show
 * each emoji once and have the same mix of categories.
 */
final class Reference {
    private final EmojiConfig data;
    private final PictureSource everything;
    private final List<Picture> training;
    private final List<Picture> heldOut;
    private final int[] heldOutLabels;

    private Reference(EmojiConfig data, long seed) {
        this.data = data;
        everything = config(Split.TRAIN).create(seed);
        training = Chosen.of(config(Split.TRAIN), seed).pictures;
        Chosen unseen = Chosen.of(config(Split.HELD_OUT), seed);
        heldOut = unseen.pictures;
        heldOutLabels = unseen.labels.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The pictures of what a model was trained on.
     *
     * @param seed of the choice of skin tones
     * @throws ConfigException if that is not the training split of the emoji
     */
    static Reference of(DataConfig data, long seed) {
        if (data instanceof EmojiConfig emoji && emoji.split() == Split.TRAIN) {
            return new Reference(emoji, seed);
        }
        throw new ConfigException(
                "an evaluation compares samples with held-out emoji, and this model was trained on %s. Evaluate a model whose recipe has data of kind emoji, split train."
                        .formatted(
                                data instanceof EmojiConfig emoji
                                        ? "the emoji of split " + emoji.split()
                                        : data.getClass()
                                                        .getSimpleName()
                                                        .replace("Config", "")
                                                        .toLowerCase(java.util.Locale.ROOT)
                                                + " data"));
    }

    private EmojiConfig config(Split split) {
        return data.withSplit(split).withBalanced(false).withFlip(false);
    }

    /** One picture of each emoji. */
    private record Chosen(List<Picture> pictures, List<Integer> labels) {
        static Chosen of(EmojiConfig config, long seed) {
            PictureSource source = config.create(seed);
            Map<String, List<Integer>> tones = new LinkedHashMap<>();
            List<String> names = Emoji.names(config);
            for (int item = 0; item < names.size(); item++) {
                tones.computeIfAbsent(names.get(item).split(":", 2)[0], base -> new ArrayList<>())
                        .add(item);
            }
            Chosen chosen = new Chosen(new ArrayList<>(), new ArrayList<>());
            tones.forEach((base, items) -> {
                int item = items.get(RandomStream.of(seed, "tone of " + base).nextInt(items.size()));
                chosen.pictures.add(source.picture(item));
                chosen.labels.add(source.label(item));
            });
            return chosen;
        }
    }

    /** Everything that was learned from, skin tones too. */
    List<Picture> everything() {
        return IntStream.range(0, everything.size())
                .mapToObj(everything::picture)
                .toList();
    }

    /** One picture of each emoji of the training split. */
    List<Picture> training() {
        return training;
    }

    /** One picture of each emoji of the held-out split. */
    List<Picture> heldOut() {
        return heldOut;
    }

    /** The labels of {@link #heldOut}, as the model's data number them. */
    int[] heldOutLabels() {
        return heldOutLabels.clone();
    }

    /** Names of the labels; some may have no pictures where the data are a part of the set. */
    List<String> classes() {
        return everything.classes();
    }

    /** The labels that pictures have, in order. */
    int[] labels() {
        return Arrays.stream(heldOutLabels).distinct().sorted().toArray();
    }

    /** The category of a label, as the judge numbers them. */
    int category(int label) {
        return Emoji.CATEGORIES.indexOf(classes().get(label));
    }

    /**
     * The first samples of each label, so many that the labels are mixed as in the held-out split; all where samples have
     * no labels.
     *
     * @param labels of the samples; empty where they have none
     */
    int[] mixed(int count, int... labels) {
        if (labels.length == 0) {
            return IntStream.range(0, count).toArray();
        }
        double most = Double.POSITIVE_INFINITY;
        for (int label : labels()) {
            most = Math.min(most, number(labels, label) / share(label));
        }
        List<Integer> rows = new ArrayList<>();
        for (int label : labels()) {
            int left = (int) Math.round(most * share(label));
            for (int i = 0; i < count && left > 0; i++) {
                if (labels[i] == label) {
                    rows.add(i);
                    left--;
                }
            }
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private double share(int label) {
        return number(heldOutLabels, label) / heldOutLabels.length;
    }

    private static double number(int[] labels, int label) {
        return Arrays.stream(labels).filter(other -> other == label).count();
    }

    /** Equal data, equal text. */
    String fingerprint() {
        return everything.fingerprint();
    }
}
