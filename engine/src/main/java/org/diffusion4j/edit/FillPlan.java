// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.util.List;
import org.diffusion4j.image.Background;
import org.diffusion4j.image.Picture;

/**
 * How one hole is filled.
 *
 * @param hole as it was given
 * @param shown the same as the network sees it: without opacity, in the method's channels
 * @param windows through which it is filled, at least one
 */
record FillPlan(Hole hole, Hole shown, List<HoleWindow> windows) {
    FillPlan {
        windows = List.copyOf(windows);
    }

    static FillPlan of(Hole hole, HoleFiller filler) {
        Picture opaque = hole.picture().over(Background.WHITE);
        return new FillPlan(
                hole,
                new Hole(filler.channels() == 1 ? opaque.grey() : opaque.colored(), hole.mask()),
                HoleWindows.of(hole.mask(), filler.width(), filler.height()));
    }

    /** What the network is shown through a window. */
    Hole through(HoleWindow window) {
        return window.framing().of(shown);
    }

    /** Puts what was filled through a window into the samples of the picture. */
    void put(byte[] samples, HoleWindow window, Hole seen, Picture fill) {
        window.fill(samples, hole.picture().channels(), window.framing().back(seen, fill));
    }

    /** Whether there is anything to fill. */
    boolean hasHole() {
        return hole.mask().holeShare() > 0;
    }
}
