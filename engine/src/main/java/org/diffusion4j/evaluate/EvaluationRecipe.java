// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.diffusion4j.error.ConfigException;

/**
 * How figures were made. Figures of different recipes are not comparable: each entry moves them.
 *
 * @param count samples drawn
 * @param compared samples of those in the mix of the held-out split: the ones that distances are taken of
 * @param heldOut held-out pictures, one of each emoji
 * @param training training pictures that the floor is taken of
 * @param pixels along a side of a picture
 * @param seed of samples, blocks and choices
 * @param data hash of what was learned from
 * @param frechetName of the Fréchet distance by this feature network, such as {@code FD-emoji}
 * @param kernelName of the kernel distance by it
 * @param featuresSha256 of the file of the feature network
 * @param judgeSha256 of the file of the classifier that judged
 * @param resizeRule what is done to a picture before the feature network sees it
 * @param blocks of the kernel distance
 * @param neighbour of precision, recall, density and coverage
 */
public record EvaluationRecipe(
        int count,
        int compared,
        int heldOut,
        int training,
        int pixels,
        long seed,
        String data,
        String frechetName,
        String kernelName,
        String featuresSha256,
        String judgeSha256,
        String resizeRule,
        int blocks,
        int neighbour) {
    /**
     * Refuses to compare with figures of another recipe.
     *
     * @throws ConfigException naming what differs
     */
    public void requireSame(EvaluationRecipe other) {
        List<String> differences = new ArrayList<>();
        add(differences, "count", count, other.count);
        add(differences, "compared", compared, other.compared);
        add(differences, "held-out pictures", heldOut, other.heldOut);
        add(differences, "training pictures", training, other.training);
        add(differences, "pixels", pixels, other.pixels);
        add(differences, "seed", seed, other.seed);
        add(differences, "data", data, other.data);
        add(differences, "features", frechetName, other.frechetName);
        add(differences, "SHA-256 of the features", featuresSha256, other.featuresSha256);
        add(differences, "SHA-256 of the judge", judgeSha256, other.judgeSha256);
        add(differences, "resize rule", resizeRule, other.resizeRule);
        add(differences, "blocks", blocks, other.blocks);
        add(differences, "neighbour", neighbour, other.neighbour);
        if (!differences.isEmpty()) {
            throw new ConfigException(
                    "these evaluations were made in different ways and cannot be compared: %s. Evaluate both in the same way."
                            .formatted(String.join("; ", differences)));
        }
    }

    private static void add(List<String> differences, String what, Object mine, Object others) {
        if (!Objects.equals(mine, others)) {
            differences.add("%s %s and %s".formatted(what, mine, others));
        }
    }
}
