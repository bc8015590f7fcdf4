// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;

class BalancedOrderTest {
    @Test
    void inAnyRunOfItemsNoClassIsAheadByMoreThanTwo() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 40; round++) {
            int classes = 1 + random.nextInt(6);
            int[] labels = IntStream.range(0, classes + random.nextInt(60))
                    .map(i -> i < classes ? i : random.nextInt(random.nextInt(classes) + 1))
                    .toArray();
            int[] order = BalancedOrder.of(RandomStream.of(round, "order", 0), labels);
            assertThat(order).hasSameSizeAs(labels);
            int first = random.nextInt(order.length);
            int[] counts = new int[classes];
            for (int end = first; end < order.length; end++) {
                counts[labels[order[end]]]++;
                assertThat(Arrays.stream(counts).max().orElseThrow()
                                - Arrays.stream(counts).min().orElseThrow())
                        .isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void noItemComesASecondTimeBeforeAllOfItsClassCame() {
        int[] labels = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        int[] order = BalancedOrder.of(RandomStream.of(1, "order", 0), labels);
        int[] small = Arrays.stream(order).filter(item -> labels[item] == 0).toArray();
        assertThat(small).hasSize(8);
        assertThat(Arrays.copyOf(small, 3)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(Arrays.copyOfRange(small, 3, 6)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(Arrays.stream(order).filter(item -> labels[item] == 1)).doesNotHaveDuplicates();
    }

    @Test
    void theOrderIsAFunctionOfItsStream() {
        int[] labels = IntStream.range(0, 50).map(i -> i % 3).toArray();
        int[] once = BalancedOrder.of(RandomStream.of(1, "order", 0), labels);
        assertThat(BalancedOrder.of(RandomStream.of(1, "order", 0), labels)).isEqualTo(once);
        assertThat(BalancedOrder.of(RandomStream.of(1, "order", 1), labels)).isNotEqualTo(once);
    }
}
