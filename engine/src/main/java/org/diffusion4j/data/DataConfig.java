// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Optional;
import org.diffusion4j.config.Kinds;

/** Training data as a recipe names it. */
@Kinds(SpiralConfig.class)
public interface DataConfig {
    /** Opens or makes the items; the same seed gives the same items in the same order. */
    DataSource create(long seed);

    /** The same kind of items that training does not see, if these data have some put aside. */
    default Optional<DataSource> heldOut(long seed) {
        return Optional.empty();
    }
}
