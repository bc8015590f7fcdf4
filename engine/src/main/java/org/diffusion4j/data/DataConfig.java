// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.config.Kinds;

/** Training data as a recipe names it. */
@Kinds(SpiralConfig.class)
public interface DataConfig {
    /** Opens or makes the items; the same seed gives the same items in the same order. */
    DataSource create(long seed);
}
