// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;

/**
 * Pictures in a NumPy array of shape (N, H, W), (N, H, W, C) or (N, C, H, W) with 1 or 3 channels, and their labels in
 * another: numbers of classes, (N), or a vector for each, (N, K). A .npy file is read in place, however large it is.
 *
 * @param path .npy or .npz file with the pictures
 * @param array name of the array in a .npz file; its only one if absent
 * @param layout order of the axes behind the first
 * @param range what the values mean; needed unless they are unsigned bytes
 * @param labelPath .npy or .npz file with the labels; if absent, that of the pictures where labelArray names an array,
 *     and no labels otherwise
 * @param labelArray name of their array in a .npz file
 * @param names of the classes, by number; their numbers if empty
 * @param nullContext whether every vector is replaced by zeros: the same network, told nothing
 * @param classes those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param split part of the set
 * @param holdOut share of each class that is held out, the same pictures always
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch; its edge fills what is left
 */
@Kind("npy")
public record NpyConfig(
        @Key(about = ".npy or .npz file with the pictures") Path path,

        @Key(about = "name of the array in a .npz file; absent = its only one")
        Optional<String> array,

        @Key(about = "axes of a picture: hwc, chw", standard = "hwc")
        PixelLayout layout,

        @Key(about = "values: bytes = 0 to 255, unit = 0 to 1, symmetric = -1 to 1; absent = bytes of type u1")
        Optional<ValueRange> range,

        @Key(about = ".npy or .npz file with the labels; absent = none, or path where labelArray names an array of it")
        Optional<Path> labelPath,

        @Key(about = "name of the array of labels in a .npz file; absent = its only one")
        Optional<String> labelArray,

        @Key(about = "names of the classes by number; empty = their numbers", standard = "[]")
        List<String> names,

        @Key(about = "replace every context vector by zeros", standard = "false")
        boolean nullContext,

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
    public NpyConfig {
        names = List.copyOf(names);
        classes = List.copyOf(classes);
        new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }

    @Override
    public PictureSource create(long seed) {
        return selection().from(NpySet.open(this));
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return selection().heldOut().map(part -> part.from(NpySet.open(this)));
    }

    private Selection selection() {
        return new Selection(classes, labels, split, holdOut, balanced, flip, shift);
    }
}
