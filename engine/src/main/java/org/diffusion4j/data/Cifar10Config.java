// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.cifar.CifarKind;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;

/**
 * CIFAR-10 in its binary or Python version: 50,000 training and 10,000 test pictures, (3, 32, 32) in [−1, 1].
 *
 * @param path folder {@code cifar-10-batches-bin} or {@code cifar-10-batches-py}, the folder above it, or its .tar.gz
 *     archive
 * @param split train for the training pictures, held-out for the test pictures
 * @param classes those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch; its edge fills what is left
 */
@Kind("cifar10")
public record Cifar10Config(
        @Key(about = "folder or .tar.gz archive, binary or Python version")
        Path path,

        @Key(about = "part of the set: train, held-out = its test pictures, all", standard = "train")
        Split split,

        @Key(about = "classes that are used; empty = all", standard = "[]")
        List<String> classes,

        @Key(about = "numbers of the labels if some classes are used: keep, remap", standard = "keep")
        LabelNumbers labels,

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
    /** Copies the list. */
    public Cifar10Config {
        classes = List.copyOf(classes);
        new Augmentation(flip, shift);
    }

    @Override
    public PictureSource create(long seed) {
        return CifarPictures.open(
                CifarKind.CIFAR10, path, 0, split, new Selection(classes, labels, Split.ALL, 0, balanced, flip, shift));
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return split == Split.TRAIN
                ? Optional.of(new Cifar10Config(path, Split.HELD_OUT, classes, labels, false, false, 0).create(seed))
                : Optional.empty();
    }
}
