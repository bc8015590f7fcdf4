// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import org.diffusion4j.config.Key;
import org.diffusion4j.error.ConfigException;

/** A sealed family: its members are its permitted records. */
public sealed interface SamplerChoice {
    /** A member without keys. */
    record Ddpm() implements SamplerChoice {}

    /** A member that checks itself. */
    record Ddim(
            @Key(about = "noise that is added again", standard = "0")
            double eta,

            @Key(about = "network calls", unit = "steps", standard = "50")
            int steps)
            implements SamplerChoice {
        /** Checks eta. */
        public Ddim {
            if (!(eta >= 0 && eta <= 1)) {
                throw new ConfigException(
                        "eta must lie in [0, 1] but was %s. Use 0 for repeatable pictures.".formatted(eta));
            }
        }
    }

    /** A member with a name of two words. */
    record BlendChain(@Key(about = "length of the chain") int length) implements SamplerChoice {}
}
