// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;

/**
 * The emoji that travel with the library (see {@link Emoji}), in colour on white, (3, size, size) in [−1, 1].
 *
 * <p>Pictures of 32 pixels are those of the sheet, 16 pixels are made of these with a Lanczos filter, and 64 pixels have
 * a sheet of their own, without skin tones. One of ten base pictures of each category is held out with all of its skin
 * tones, the same ones always.
 *
 * @param size 16, 32 or 64
 * @param split part of the set
 * @param variants whether skin tones are used too
 * @param categories those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some categories keep their numbers
 * @param balanced whether batches have as many of each category
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch; its edge fills what is left
 */
@Kind("emoji")
public record EmojiConfig(
        @Key(about = "width and height: 16, 32 or 64", unit = "pixels", standard = "32")
        int size,

        @Key(about = "part of the set: train, held-out, all", standard = "train")
        Split split,

        @Key(about = "base = one picture of each emoji, all = its skin tones too (not at 64)", standard = "base")
        Variants variants,

        @Key(about = "categories that are used; empty = all nine", standard = "[]")
        List<String> categories,

        @Key(about = "numbers of the labels if some categories are used: keep, remap", standard = "keep")
        LabelNumbers labels,

        @Key(about = "batches have as many pictures of each category", standard = "false")
        boolean balanced,

        @Key(about = "half of the pictures are mirrored, anew in every epoch", standard = "false")
        boolean flip,

        @Key(
                about = "pictures are moved by up to so much each way, anew in every epoch",
                unit = "pixels",
                standard = "0")
        int shift)
        implements DataConfig {
    /** Which pictures of an emoji are used. */
    public enum Variants {
        /** The yellow one alone. */
        BASE,
        /** With its skin tones. */
        ALL
    }

    /** Checks size and categories. */
    public EmojiConfig {
        if (size != 16 && size != 32 && size != 64) {
            throw new ConfigException("size must be 16, 32 or 64 but was %d. 32 is usual.".formatted(size));
        }
        if (size == 64 && variants == Variants.ALL) {
            throw new ConfigException(
                    "variants was all, and at size 64 there are only base pictures. Use variants: base, or size: 32.");
        }
        categories = List.copyOf(categories);
        new Augmentation(flip, shift);
        new ClassChoice(categories, labels).require("categories", Emoji.CATEGORIES);
    }

    /** Base pictures of the training split at 32 pixels, all categories. */
    public static EmojiConfig defaults() {
        return RecipeReader.defaults(EmojiConfig.class);
    }

    /** The same at another size. */
    public EmojiConfig withSize(int other) {
        return new EmojiConfig(other, split, variants, categories, labels, balanced, flip, shift);
    }

    /** The same with another part of the set. */
    public EmojiConfig withSplit(Split other) {
        return new EmojiConfig(size, other, variants, categories, labels, balanced, flip, shift);
    }

    /** The same with all skin tones, or without any. */
    public EmojiConfig withVariants(Variants other) {
        return new EmojiConfig(size, split, other, categories, labels, balanced, flip, shift);
    }

    /** The same with these categories only. */
    public EmojiConfig withCategories(LabelNumbers numbers, String... names) {
        return new EmojiConfig(size, split, variants, List.of(names), numbers, balanced, flip, shift);
    }

    /** The same with batches balanced or not. */
    public EmojiConfig withBalanced(boolean other) {
        return new EmojiConfig(size, split, variants, categories, labels, other, flip, shift);
    }

    /** The same with pictures mirrored or not. */
    public EmojiConfig withFlip(boolean other) {
        return new EmojiConfig(size, split, variants, categories, labels, balanced, other, shift);
    }

    /** The same with pictures moved by up to so many pixels, or not. */
    public EmojiConfig withShift(int other) {
        return new EmojiConfig(size, split, variants, categories, labels, balanced, flip, other);
    }

    ClassChoice choice() {
        return new ClassChoice(categories, labels);
    }

    @Override
    public PictureSource create(long seed) {
        return Emoji.open(this);
    }

    @Override
    public List<String> classes(long seed) {
        return choice().classes(Emoji.CATEGORIES); // known without a picture
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return split == Split.TRAIN
                ? Optional.of(withSplit(Split.HELD_OUT)
                        .withBalanced(false)
                        .withFlip(false)
                        .withShift(0)
                        .create(seed))
                : Optional.empty();
    }
}
