// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static Map<String, Long> sizes(long... sizes) {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (long size : sizes) {
            byName.put("layer" + byName.size(), size);
        }
        return byName;
    }

    @Test
    void bucketsAreFilledFromTheLastTensorOn() {
        Buckets buckets = Buckets.of(sizes(3, 4, 5, 1, 6), 6);
        assertThat(buckets.ofTensor()).containsExactly(2, 2, 1, 1, 0); // 6, then 1 + 5, then what is left
        assertThat(buckets.from()).containsExactly(13L, 7L, 0L);
    }

    @Test
    void everyNumberTravelsOnce() {
        Buckets buckets = Buckets.of(sizes(100, 1, 1, 1, 250, 7), 64);
        assertThat(buckets.count().stream().mapToLong(Long::longValue).sum()).isEqualTo(360);
        long end = 360;
        for (int i = 0; i < buckets.size(); i++) {
            assertThat(buckets.from().get(i) + buckets.count().get(i)).isEqualTo(end);
            end = buckets.from().get(i);
        }
        assertThat(end).isZero();
    }

    @Test
    void aSmallNetworkHasOne() {
        assertThat(Buckets.of(sizes(3, 4), 100)).isEqualTo(new Buckets(List.of(0L), List.of(7L), List.of(0, 0)));
    }
}
