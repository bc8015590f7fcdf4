// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;

/**
 * What recipes choose from a set of pictures, the same for every kind of set.
 *
 * @param classes the classes that are used, in the order of remapped labels; empty for all
 * @param labels whether labels of some classes keep their numbers
 * @param split part of the set
 * @param holdOut the share of each class that is held out, 0 to 0.9; the same items always
 * @param balanced whether batches have as many of each class
 * @param flip whether half of the pictures are mirrored, anew in every epoch
 * @param shift pixels by which a picture is moved at most in each direction, anew in every epoch
 */
record Selection(
        List<String> classes,
        LabelNumbers labels,
        Split split,
        double holdOut,
        boolean balanced,
        boolean flip,
        int shift) {
    Selection {
        classes = List.copyOf(classes);
        new Augmentation(flip, shift);
        if (!(holdOut >= 0 && holdOut <= 0.9)) {
            throw new ConfigException(
                    "holdOut must lie in 0 to 0.9 but was %s. 0.1 holds one of ten pictures out.".formatted(holdOut));
        }
        if (split == Split.HELD_OUT && holdOut == 0) {
            throw new ConfigException(
                    "split was held-out, and holdOut is 0, so nothing is held out. Set holdOut to a share such as 0.1, or use split: train.");
        }
    }

    /** What is held out of this training part, as it is: neither balanced nor mirrored nor moved; empty if nothing is. */
    Optional<Selection> heldOut() {
        return split == Split.TRAIN && holdOut > 0
                ? Optional.of(new Selection(classes, labels, Split.HELD_OUT, holdOut, false, false, 0))
                : Optional.empty();
    }

    /** The items that are chosen. */
    PictureSource from(PictureSet set) {
        ClassChoice choice = new ClassChoice(classes, labels);
        choice.require("classes", set.labels().classes());
        boolean[] isHeldOut = heldOut(set);
        int[] items = IntStream.range(0, set.pictures().size())
                .filter(item -> split == Split.ALL || isHeldOut[item] == (split == Split.HELD_OUT))
                .filter(item -> classes.isEmpty()
                        || choice.has(set.labels().classes().get(set.labels().ofItems()[item])))
                .toArray();
        PictureSet chosen = items.length == set.pictures().size() ? set : set.only(items);
        if (!classes.isEmpty() && labels == LabelNumbers.REMAP) { // stored vectors count the classes of the whole set
            chosen = new PictureSet(
                    chosen.pictures(), choice.remapped(chosen.labels()), Optional.empty(), chosen.skipped());
        }
        return new PictureSource(chosen, balanced, new Augmentation(flip, shift));
    }

    /** Of each class, or of all items where there are none, the same share, whatever the seed. */
    private boolean[] heldOut(PictureSet set) {
        boolean[] isHeldOut = new boolean[set.pictures().size()];
        int groups = Math.max(1, set.labels().classes().size());
        List<List<Integer>> byClass = new ArrayList<>();
        IntStream.range(0, groups).forEach(group -> byClass.add(new ArrayList<>()));
        for (int item = 0; item < isHeldOut.length; item++) {
            byClass.get(set.labels().exist() ? set.labels().ofItems()[item] : 0).add(item);
        }
        for (int group = 0; group < groups; group++) {
            List<Integer> items = byClass.get(group);
            int[] order = RandomStream.of(0, "held out", group).permutation(items.size());
            for (int i = 0; i < Math.round(holdOut * order.length); i++) {
                isHeldOut[items.get(order[i])] = true;
            }
        }
        return isHeldOut;
    }
}
