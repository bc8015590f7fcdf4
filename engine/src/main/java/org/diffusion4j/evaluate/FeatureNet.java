// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.util.List;
import org.diffusion4j.image.Picture;
import org.diffusion4j.metric.Features;
import org.diffusion4j.run.StopSignal;

/** Describes pictures by numbers in which what looks alike lies near. One thread at a time; close it. */
public interface FeatureNet extends AutoCloseable {
    /** What is said where it is stopped. */
    String STOPPED = "Measuring was stopped between pictures. Nothing was written.";

    /** The name of the Fréchet distance of these features: {@code FD-emoji}, {@code FD-<file name>}, {@code FID}. */
    String frechetName();

    /** The name of the kernel distance of these features: {@code KD-emoji}, {@code KD-<file name>}, {@code KID}. */
    String kernelName();

    /** SHA-256 of the file that the weights lie in. */
    String sha256();

    /** What is done to a picture before the network sees it, in words. */
    String resizeRule();

    /**
     * The features of pictures, row by row.
     *
     * @throws org.diffusion4j.error.DiffusionException if the network cannot take them
     */
    default Features features(List<Picture> pictures) {
        return features(pictures, new StopSignal());
    }

    /**
     * The same, stoppable between some tens of pictures.
     *
     * @throws org.diffusion4j.error.CancelledException if stopped
     */
    Features features(List<Picture> pictures, StopSignal stop);

    @Override
    void close();
}
