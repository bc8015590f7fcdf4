// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.diffusion4j.schedule.ScheduleConfig;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void everyValueThatDiffersIsNamedWithBothSides() {
        ScheduleConfig before = ScheduleConfig.linear(1e-4, 0.02, 500);
        ScheduleConfig after = ScheduleConfig.linear(1e-4, 0.01, 400);
        List<Difference> found = Difference.between(ScheduleConfig.class, before, after);
        assertThat(found).hasToString("[steps (500, not 400), betaEnd (0.02, not 0.01)]");
        assertThat(found.get(0)).isEqualTo(new Difference("steps", "500", "400"));
    }

    @Test
    void equalRecipesHaveNone() {
        assertThat(Difference.between(ScheduleConfig.class, ScheduleConfig.defaults(), ScheduleConfig.defaults()))
                .isEmpty();
    }
}
