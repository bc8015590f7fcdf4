// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.format.CifarKind;

/**
 * CIFAR-100 in its binary version: 50,000 training and 10,000 test pictures, (3, 32, 32) in [−1, 1].
 *
 * @param path folder {@code cifar-100-binary}, the folder above it, or {@code cifar-100-binary.tar.gz}
 * @param coarse whether the classes are the 20 superclasses and not the 100 fine ones
 * @param split train for the training pictures, held-out for the test pictures
 * @param classes those used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 */
@Kind("cifar100")
public record Cifar100Config(
        @Key(about = "folder or .tar.gz archive of the binary version")
        Path path,

        @Key(about = "the classes are the 20 superclasses, not the 100 fine ones", standard = "false")
        boolean coarse,

        @Key(about = "part of the set: train, held-out = its test pictures, all", standard = "train")
        Split split,

        @Key(about = "classes that are used; empty = all", standard = "[]")
        List<String> classes,

        @Key(about = "numbers of the labels if some classes are used: keep, remap", standard = "keep")
        LabelNumbers labels,

        @Key(about = "batches have as many pictures of each class", standard = "false")
        boolean balanced,

        @Key(about = "half of the pictures are mirrored, anew in every epoch", standard = "false")
        boolean flip)
        implements DataConfig {
    /** Copies the list. */
    public Cifar100Config {
        classes = List.copyOf(classes);
    }

    @Override
    public PictureSource create(long seed) {
        return CifarPictures.open(
                CifarKind.CIFAR100,
                path,
                coarse ? 0 : 1,
                split,
                new Selection(classes, labels, Split.ALL, 0, balanced, flip));
    }

    @Override
    public Optional<DataSource> heldOut(long seed) {
        return split == Split.TRAIN
                ? Optional.of(
                        new Cifar100Config(path, coarse, Split.HELD_OUT, classes, labels, false, false).create(seed))
                : Optional.empty();
    }
}
