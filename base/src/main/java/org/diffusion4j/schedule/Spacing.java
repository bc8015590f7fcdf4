// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where n sampling times lie among T training times (Lin et al. 2023, table 2). */
public enum Spacing {
    /** Multiples of a whole stride from 0 up; the noisiest time may stay far below T - 1. */
    @JsonProperty("leading")
    LEADING,

    /** Evenly over [0, T - 1], both ends included. */
    @JsonProperty("linspace")
    LINSPACE,

    /** Evenly from T down; the noisiest time is T - 1, time 0 is left out. */
    @JsonProperty("trailing")
    TRAILING
}
