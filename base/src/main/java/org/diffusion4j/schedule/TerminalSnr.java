// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done about the signal that is left at the last step of a schedule. */
public enum TerminalSnr {
    /** Nothing; most schedules leave a little, which sampling ignores when it starts from pure noise. */
    @JsonProperty("as_is")
    AS_IS {
        @Override
        NoiseSchedule apply(NoiseSchedule schedule) {
            return schedule;
        }
    },

    /** The schedule is rescaled until nothing is left. */
    @JsonProperty("zero")
    ZERO {
        @Override
        NoiseSchedule apply(NoiseSchedule schedule) {
            return schedule.rescaledToZeroTerminalSnr();
        }
    },

    /** As {@link #ZERO}, but the last abar is 2^-24, so that its sigma is finite (4096). */
    @JsonProperty("almost_zero")
    ALMOST_ZERO {
        @Override
        NoiseSchedule apply(NoiseSchedule schedule) {
            return schedule.rescaledToZeroTerminalSnr().withLastAlphaBar(0x1p-24);
        }
    };

    abstract NoiseSchedule apply(NoiseSchedule schedule);
}
