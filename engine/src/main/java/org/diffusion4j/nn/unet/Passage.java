// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.tensor.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * What passes through the stages in one evaluation: the features, what waits for the way up, and the picture that skip
 * stages carry beside the features.
 */
public final class Passage {
    private final Deque<Tensor> waiting = new ArrayDeque<>();
    private Tensor features;
    private @Nullable Tensor picture;

    /**
     * The beginning.
     *
     * @param features (B, C, H, W); the first to wait
     * @param picture what the network sees, (B, channels, H, W)
     */
    public Passage(Tensor features, Tensor picture) {
        this.features = features;
        this.picture = picture;
        waiting.push(features);
    }

    /** The features as they are now, (B, C, H, W). */
    public Tensor features() {
        return features;
    }

    /** Goes on with these. */
    void become(Tensor next) {
        features = next;
    }

    /** Goes on with these, and keeps them for the way up. */
    void keep(Tensor next) {
        features = next;
        waiting.push(next);
    }

    /** The features and, behind them on the channels, the newest that waits; both of them end here. */
    Tensor joined() {
        return Temporaries.joined(features, waiting.pop());
    }

    /** At the turn the picture ends: on the way up it is built anew. */
    public void turn() {
        picture = null;
    }

    /** The picture beside the features, if there is one. */
    public @Nullable Tensor picture() {
        return picture;
    }

    /** Goes on with this picture. */
    void show(Tensor next) {
        picture = next;
    }
}
