// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import org.diffusion4j.error.ConfigException;

/** Sentences for values that a record does not take. */
final class Refusal {
    private Refusal() {}

    static ConfigException of(String sentence, Object... values) {
        return new ConfigException(sentence.formatted(values));
    }
}
