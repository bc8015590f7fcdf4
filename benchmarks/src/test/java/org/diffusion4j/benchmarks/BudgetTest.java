// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private final AtomicLong clock = new AtomicLong();

    @Test
    void whatOneTableSavesIsTheOthers() {
        Budget budget = new Budget(Duration.ofNanos(90), 3, clock::get);
        assertThat(budget.next()).isEqualTo(30);
        clock.set(10);
        assertThat(budget.next()).isEqualTo(50);
        clock.set(50);
        assertThat(budget.isOver(50)).isTrue();
        assertThat(budget.next()).isEqualTo(90);
    }

    @Test
    void aLateTableHasTwoRoundsEvenSo() {
        List<Series> all = Case.inTurns(List.of(Case.ours(() -> 1), Case.ours("other", () -> 2)), 9, () -> true);
        assertThat(all).allSatisfy(one -> assertThat(one.values()).hasSize(2));
        assertThat(Case.inTurns(List.of(Case.ours(() -> 1)), 1, () -> true)
                        .get(0)
                        .values())
                .hasSize(1);
    }
}
