// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Fit;

/**
 * A folder of picture files (PNG, JPEG, GIF, BMP, WebP), each sub-folder a class of its name, brought to one size:
 * (channels, size, size) in [−1, 1]. Pictures are turned upright, laid on the background where they are not opaque, cut
 * by {@code fit}, resized by {@code filter}, and padded by {@code fit}, in this order.
 *
 * @param path the folder
 * @param size width and height, 1 to 4,096
 * @param fit how pictures of other shapes come to a square
 * @param filter how pixels are weighed
 * @param background white, black, grey or #rrggbb
 * @param color rgb or grey
 * @param keep whether all pictures are read at the beginning and kept in memory; otherwise each when it is needed
 * @param classes those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param split part of the set
 * @param holdOut share of each class that is held out, the same pictures always
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch; its edge fills what is left
 */
@Kind("folder")
public record FolderConfig(
        @Key(about = "folder of pictures; its sub-folders are classes")
        Path path,

        @Key(about = "width and height", unit = "pixels", standard = "32")
        int size,

        @Key(about = "how other shapes become square: crop, pad, stretch, exact", standard = "crop")
        Fit fit,

        @Key(about = "resizing: box, bilinear, bicubic, lanczos", standard = "lanczos")
        Filter filter,

        @Key(
                about = "what is below clear pixels and around padded pictures: white, black, grey, #rrggbb",
                standard = "white")
        String background,

        @Key(about = "channels: rgb, grey", standard = "rgb")
        ColorMode color,

        @Key(about = "read all pictures at the beginning and keep them in memory", standard = "true")
        boolean keep,

        @Key(about = "classes that are used; empty = all", standard = "[]")
        List<String> classes,

        @Key(about = "numbers of the labels if some classes are used: keep, remap", standard = "keep")
        LabelNumbers labels,

        @Key(about = "part of the set: train, held-out, all", standard = "train")
        Split split,

        @Key(about = "share of each class that is held out, 0 to 0.9", standard = "0")
        double holdOut,

        @Key(about = "batches have as many pictures of each class", standard = "false")
        boolean balanced,

        @Key(about = "half of the pictures are mirrored, anew in every epoch", standard = "false")
        boolean flip,

        @Key(
                about = "pictures are moved by up to so much each way, anew in every epoch",
                unit = "pixels",
                standard = "0")
        int shift)
        implements DataConfig {
    private static final int LARGEST = 4_096;

    /** Checks what can be checked without the folder. */
    public FolderConfig {
        classes = List.copyOf(classes);
        requireSize(size);
        Background.of(background);
        new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }

    /** The same, with all pictures in memory or each read when it is needed. */
    public FolderConfig withKeep(boolean other) {
        return new FolderConfig(
                path,
                size,
                fit,
                filter,
                background,
                color,
                other,
                classes,
                labels,
                split,
                holdOut,
                balanced,
                flip,
                shift);
    }

    static void requireSize(int size) {
        if (size < 1 || size > LARGEST) {
            throw new ConfigException(
                    "size must lie in 1 to %d but was %d. 32 and 64 are usual.".formatted(LARGEST, size));
        }
    }

    @Override
    public PictureSource create(long seed) {
        return selection().from(pictures());
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return selection().heldOut().map(part -> part.from(pictures()));
    }

    private Selection selection() {
        return new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }

    private PictureSet pictures() {
        return FilePictures.open(path, new Shaping(size, size, fit, filter, Background.of(background), color), keep);
    }
}
