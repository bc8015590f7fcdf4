// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.util.List;
import java.util.OptionalDouble;
import org.diffusion4j.evaluate.SamplePictures;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;

/**
 * What was measured of one class.
 *
 * @param name of the class; empty where the network is told none
 * @param variety mean distance between two of its samples: the root of the mean squared difference of all bytes, 0 to 255
 * @param trainingVariety the same between as many of its training pictures; empty where there are not two
 * @param agreement share of its samples that the judge takes for it; empty where classes mean nothing to the judge
 */
public record ClassFigures(String name, double variety, OptionalDouble trainingVariety, OptionalDouble agreement) {
    /** The mean distance of all pairs; empty where there is none. */
    static OptionalDouble variety(List<Picture> pictures) {
        if (pictures.size() < 2) {
            return OptionalDouble.empty();
        }
        Features pixels = SamplePictures.pixels(pictures);
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < pixels.count(); i++) {
            for (int k = 0; k < i; k++) {
                sum += Math.sqrt(pixels.squaredDistance(i, pixels, k));
                pairs++;
            }
        }
        return OptionalDouble.of(sum / pairs);
    }

    /** How much of the variety of the training pictures the samples have. */
    OptionalDouble share() {
        return trainingVariety.isPresent() && trainingVariety.getAsDouble() > 0
                ? OptionalDouble.of(variety / trainingVariety.getAsDouble())
                : OptionalDouble.empty();
    }
}
