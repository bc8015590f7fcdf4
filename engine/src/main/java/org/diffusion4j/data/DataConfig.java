// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Kinds;

/** Training data as a recipe names it. */
@Kinds({
    SpiralConfig.class,
    EmojiConfig.class,
    Cifar10Config.class,
    Cifar100Config.class,
    FolderConfig.class,
    SheetConfig.class,
    NpyConfig.class,
    ParquetConfig.class,
    ExternalDataConfig.class
})
public interface DataConfig {
    /** Opens or makes the items; the same seed gives the same items in the same order. */
    DataSource create(long seed);

    /** The names of the classes, by label; empty where the items have none. */
    default List<String> classes(long seed) {
        return create(seed).classes();
    }

    /** The part of the same set that this one never reads, as it is, to measure on; empty where there is none. */
    default Optional<DataSource> heldOut(long seed) {
        return Optional.empty();
    }
}
