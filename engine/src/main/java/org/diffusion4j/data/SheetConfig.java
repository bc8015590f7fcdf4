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

/**
 * A sprite sheet: one picture file of equal tiles in rows, and a CSV table with a row for each tile that is used. Items
 * are (channels, size, size) in [−1, 1].
 *
 * @param path the picture
 * @param table the table, with a line of column names
 * @param tile width and height of a tile, at least 1
 * @param index the column with the number of the tile, counted from 0 along the rows of the sheet; the row's own number
 *     if absent
 * @param label the column with the class; no classes if absent
 * @param size width and height of an item; the tile's own if absent
 * @param filter how pixels are weighed if size is not tile
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
@Kind("sheet")
public record SheetConfig(
        @Key(about = "picture with the tiles") Path path,

        @Key(about = "CSV table with a row for each tile") Path table,

        @Key(about = "width and height of a tile", unit = "pixels")
        int tile,

        @Key(about = "column with the number of the tile from 0; absent = the row's own")
        Optional<String> index,

        @Key(about = "column with the class; absent = no classes")
        Optional<String> label,

        @Key(about = "width and height of an item; absent = those of a tile", unit = "pixels")
        Optional<Integer> size,

        @Key(about = "resizing: box, bilinear, bicubic, lanczos", standard = "lanczos")
        Filter filter,

        @Key(about = "what is below clear pixels: white, black, grey, #rrggbb", standard = "white")
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
    public SheetConfig {
        classes = List.copyOf(classes);
        if (tile < 1) {
            throw new ConfigException("tile must be at least 1 but was %d. 16 and 32 are usual.".formatted(tile));
        }
        size.ifPresent(FolderConfig::requireSize);
        Background.of(background);
        new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }

    @Override
    public PictureSource create(long seed) {
        return selection().from(SheetPictures.open(this));
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return selection().heldOut().map(part -> part.from(SheetPictures.open(this)));
    }

    private Selection selection() {
        return new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }
}
