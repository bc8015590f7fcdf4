// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.Test;

class ExactTablesTest {
    @Test
    void theSamplersHoldWithTablesInDoubleToo() {
        try (FixtureSet set = FixtureSet.bundled()) {
            List<Verifier.Row> rows = Verifier.run(set.root(), "diffusers/schedulers", Devices.of("cpu"), row -> {})
                    .rows();
            assertThat(rows).hasSizeGreaterThan(15).allSatisfy(row -> {
                Verifier.Exact exact = Objects.requireNonNull(row.exact(), row.path());
                assertThat(exact.failure()).as(row.path()).isNull();
                assertThat(exact.failed()).isZero();
                assertThat(exact.passed()).isGreaterThan(100);
                assertThat(exact.worstShare().orElseThrow()).isBetween(0.0, 1.0);
                assertThat(exact.leftOut()).isLessThan(6); // runs with a time at a tie
            });
        }
    }

    @Test
    void otherKindsHaveNoSuchRuns() {
        try (FixtureSet set = FixtureSet.bundled()) {
            List<Verifier.Row> rows = Verifier.run(set.root(), "tables/ops", Devices.of("cpu"), row -> {})
                    .rows();
            assertThat(rows)
                    .hasSize(1)
                    .allSatisfy(row -> assertThat(row.exact()).isNull());
        }
    }
}
