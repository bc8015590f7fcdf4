// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class TimeGridTest {
    @Test
    void everyNumberOfStepsGivesThatManyFallingTimesWithinTheSchedule() {
        for (Spacing spacing : Spacing.values()) {
            for (int n = 1; n <= 1000; n++) {
                TimeGrid grid = TimeGrid.steps(spacing, 1000, n, 0);
                assertThat(grid.size()).as("%s %d", spacing, n).isEqualTo(n);
                for (int i = 0; i < n; i++) {
                    assertThat(grid.step(i)).isBetween(0, i == 0 ? 999 : grid.step(i - 1) - 1);
                }
            }
        }
    }

    @Test
    void oneStepAloneStandsWhereItsSpacingPutsIt() {
        assertThat(TimeGrid.steps(Spacing.LEADING, 1000, 1, 1)).isEqualTo(TimeGrid.of(1));
        assertThat(TimeGrid.steps(Spacing.LINSPACE, 1000, 1, 0)).isEqualTo(TimeGrid.of(0));
        assertThat(TimeGrid.steps(Spacing.TRAILING, 1000, 1, 0)).isEqualTo(TimeGrid.of(999));
    }

    @Test
    void aCutOffNoisyEndMovesTheStart() {
        assertThat(TimeGrid.multistep(Spacing.LINSPACE, 1000, 901, 3, 0)).isEqualTo(TimeGrid.of(900, 600, 300));
        assertThat(TimeGrid.multistep(Spacing.TRAILING, 1000, 900, 4, 0)).isEqualTo(TimeGrid.of(899, 649, 399, 149));
        assertThat(TimeGrid.multistep(Spacing.LEADING, 1000, 900, 2, 1)).isEqualTo(TimeGrid.of(601, 301));
    }

    @Test
    void allStepsOfAScheduleRunFromItsLastToItsFirst() {
        NoiseSchedule sprites = ScheduleConfig.linear(1e-4, 0.02, 3)
                .withKind(BetaSchedule.SPRITES)
                .create();
        assertThat(TimeGrid.all(sprites).times()).containsExactly(3, 2, 1);
        assertThat(TimeGrid.all(ScheduleConfig.linear(1e-4, 0.02, 3).create())).hasToString("TimeGrid[2.0, 1.0, 0.0]");
    }

    @Test
    void wrongRequestsAreAnsweredWithASentence() {
        assertThatThrownBy(() -> TimeGrid.steps(Spacing.LEADING, 1000, 1001, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "1001 sampling steps were asked for on a schedule of 1000 steps. There must be at least 1 and no"
                                + " more than the schedule has; choose from that range.");
        assertThatThrownBy(() -> TimeGrid.inverse(Spacing.LINSPACE, 1000, 10, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The inverse of DDIM was given the spacing linspace. It knows leading and trailing; use one of"
                                + " them.");
        assertThatThrownBy(() -> TimeGrid.of(749.25).step(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Time 749.25 is not a whole step of the schedule. This solver works on whole steps; use a grid"
                                + " of whole times.");
        assertThatThrownBy(TimeGrid::of)
                .isInstanceOf(ConfigException.class)
                .hasMessage("A time grid was given as []. It needs one or more finite times; list them from noisy to"
                        + " clean.");
    }
}
