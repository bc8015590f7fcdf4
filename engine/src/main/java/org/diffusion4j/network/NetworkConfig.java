// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import org.diffusion4j.config.Kinds;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.nn.ParameterScope;

/** A network as data: every width and depth, and how to make it. */
@Kinds({PointMlpConfig.class, UNet2DConfig.class})
public interface NetworkConfig {
    /**
     * The network over parameters taken from {@code p} under its checkpoint names.
     *
     * @param steps T of the schedule, for networks that divide the raw step by it; at least 1
     */
    Network create(ParameterScope p, int steps);

    /** The shape of one input without the batch axis, for example (3) or (3, 32, 32). */
    long[] inputShape();

    /** Which condition it takes. */
    default Conditioning conditioning() {
        return Conditioning.NONE;
    }

    /** True where operators are so small that a second thread costs more than it gives. */
    boolean isTiny();
}
