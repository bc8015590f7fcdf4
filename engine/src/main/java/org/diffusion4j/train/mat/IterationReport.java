// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one iteration did; losses are means over its images before the updates they led to.
 *
 * @param step iterations done so far, this one included
 * @param penalty present in iterations that have one
 * @param nanos wall time
 */
public record IterationReport(
        long step, ForGenerator generator, ForDiscriminator discriminator, Optional<ForPenalty> penalty, long nanos) {
    /**
     * The generator's update.
     *
     * @param adversarial loss of final images
     * @param draft loss of first-stage images
     * @param l1 mean absolute difference to the real images, without its weight
     * @param perceptual perceptual loss without its weight, 0 where it is not used
     * @param gradientNorm over all parameters
     */
    public record ForGenerator(double adversarial, double draft, double l1, double perceptual, double gradientNorm) {}

    /**
     * The discriminator's update.
     *
     * @param filled loss on filled images, {@code filledDraft} on those of the first stage
     * @param real loss on real images by the branch for final images, {@code realDraft} by the other
     */
    public record ForDiscriminator(
            double filled, double filledDraft, double real, double realDraft, double gradientNorm) {}

    /**
     * The discriminator's update by the R1 penalty.
     *
     * @param image squared gradient of each real image by the branch for final images
     * @param draft the same by the other branch
     * @param loss with all factors
     */
    public record ForPenalty(List<Double> image, List<Double> draft, double loss, double gradientNorm) {
        /** Keeps copies. */
        public ForPenalty {
            image = List.copyOf(image);
            draft = List.copyOf(draft);
        }

        /** Mean over images of both penalties. */
        public double mean() {
            return Stream.concat(image.stream(), draft.stream())
                            .mapToDouble(one -> one)
                            .sum()
                    / image.size();
        }
    }
}
