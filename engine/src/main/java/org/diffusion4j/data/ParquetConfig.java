// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Filter;
import org.diffusion4j.image.Fit;

/**
 * Parquet files with a picture file in each row, as Hugging Face stores data sets, brought to one size like those of a
 * folder. Needs the optional module diffusion4j-parquet. All pictures are kept in memory; for more of them write an array
 * file first.
 *
 * @param path a .parquet file, or a folder of them
 * @param files only files of the folder whose name begins like this, such as train
 * @param picture column of the pictures: their bytes, or a struct with a field {@code bytes}
 * @param label column of the labels: numbers or names
 * @param names of the classes, by number; those of the files if empty
 * @param size width and height, 1 to 4,096
 * @param fit how pictures of other shapes come to a square
 * @param filter how pixels are weighed
 * @param background white, black, grey or #rrggbb
 * @param color rgb or grey
 * @param classes those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param split part of the set
 * @param holdOut share of each class that is held out, the same pictures always
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch; its edge fills what is left
 */
@Kind("parquet")
public record ParquetConfig(
        @Key(about = ".parquet file, or folder of them") Path path,

        @Key(about = "only files of the folder whose name begins so, such as train; absent = all")
        Optional<String> files,

        @Key(about = "column of the pictures; absent = the only one that can be it")
        Optional<String> picture,

        @Key(about = "column of the labels; absent = label, if there is one")
        Optional<String> label,

        @Key(about = "names of the classes by number; empty = as the files say", standard = "[]")
        List<String> names,

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
    /** Checks what can be checked without the files. */
    public ParquetConfig {
        names = List.copyOf(names);
        classes = List.copyOf(classes);
        FolderConfig.requireSize(size);
        Background.of(background);
        new Selection(classes, labels, split, holdOut, balanced, flip, shift);
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
        Shaping shaping = new Shaping(size, size, fit, filter, Background.of(background), color);
        return new ParquetSet(path, files, names, shaping).read(picture, label);
    }
}
