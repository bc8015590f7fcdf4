// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLogTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 1999, 2000, 2001, 3999, 20_000, 400_000})
    void aRunHasAtMostTwoThousandRowsAndAtLeastHalfOfThemIfItCan(long steps) {
        long rows = steps / RunLog.rowEvery(steps);
        assertThat(rows).isBetween(Math.min(steps, 1000), 2000L);
    }
}
