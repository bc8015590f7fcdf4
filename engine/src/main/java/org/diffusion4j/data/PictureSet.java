// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.image.Skipped;

/**
 * All that a reader found, before a recipe chooses from it.
 *
 * @param pictures the pictures
 * @param labels their classes, if they have any
 * @param contexts their vectors, if they have others than the one-hot of their class
 * @param skipped what was not taken, and why
 */
record PictureSet(StoredPictures pictures, ItemLabels labels, Optional<Contexts> contexts, List<Skipped> skipped) {
    PictureSet {
        skipped = List.copyOf(skipped);
        int others = contexts.map(Contexts::items).orElse(labels.ofItems().length);
        if ((labels.exist() || contexts.isPresent()) && others != pictures.size()) {
            throw new ShapeException(
                    "there are %,d pictures and %,d labels; each picture has one. Give the labels of these pictures."
                            .formatted(pictures.size(), others));
        }
    }

    /** Pictures with classes. */
    static PictureSet of(StoredPictures pictures, ItemLabels labels, List<Skipped> skipped) {
        return new PictureSet(pictures, labels, Optional.empty(), skipped);
    }

    /** These items alone. */
    PictureSet only(int... items) {
        ItemLabels chosen = labels.exist() ? labels.only(items) : labels;
        return new PictureSet(new ChosenPictures(pictures, items), chosen, contexts.map(all -> all.of(items)), skipped);
    }
}
