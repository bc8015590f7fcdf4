// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config.sample;

import org.diffusion4j.config.Key;

/** A member that is not public. */
record PointMlp(
        @Key(about = "width of the hidden layers", standard = "64")
        int hidden,

        @Key(about = "number of hidden layers", standard = "3")
        int layers)
        implements NetworkChoice {}
