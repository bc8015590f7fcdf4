// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import org.diffusion4j.config.Kind;
import org.diffusion4j.error.ConfigException;

/** Data that a model was trained on elsewhere; only the model is here. */
@Kind("external")
public record ExternalDataConfig() implements DataConfig {
    @Override
    public DataSource create(long seed) {
        throw new ConfigException(
                "data external says that the model was trained elsewhere, and there is nothing here to train on. Set data to your own.");
    }
}
