// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
    private static int[] block(int c0, int c1, int c2, int c3, int k0, int k1) {
        int[] out = new int[4];
        Philox.block(c0, c1, c2, c3, k0, k1, out, 0);
        return out;
    }

    @Test
    void givesThePublishedAnswers() {
        assertThat(block(0, 0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1, -1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    /** One by one and together; the low half of the counter overflows on the way. */
    @ParameterizedTest
    @ValueSource(ints = {33, PhiloxLanes.LEAST_LANES - 1, PhiloxLanes.LEAST_LANES, 300})
    void lanesGiveTheBitsOfSingleBlocksAlsoAcrossTheCarryOfTheCounter(int count) {
        long seed = 0xFEDCBA9876543210L;
        long id = 0x8123456789ABCDEFL;
        long first = 0x1_FFFF_FFF0L;
        PhiloxLanes lanes = new PhiloxLanes(count);
        lanes.set(count, id, first);
        lanes.encrypt(seed, count);
        for (int b = 0; b < count; b++) {
            assertThat(words(lanes, b)).isEqualTo(block(first + b, id, seed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, PhiloxLanes.LEAST_LANES - 4, PhiloxLanes.LEAST_LANES - 3, 300})
    void lanesOfOtherStreamsGiveTheBitsOfThoseStreams(int count) {
        long seed = -3;
        long[] ids = LongStream.range(0, count)
                .map(k -> (k - 1) * 0x8123456789ABCDEFL)
                .toArray();
        FirstRound streams = new FirstRound(seed, ids);
        PhiloxLanes lanes = new PhiloxLanes(3 + count);
        for (long block : new long[] {0, 7, 0xFFFF_FFFFL, -1}) {
            lanes.begin(0, 3, streams, 2, block);
            lanes.begin(3, count, streams, 0, block + 1);
            lanes.finish(seed, 3 + count);
            for (int b = 0; b < 3 + count; b++) {
                int[] want = b < 3 ? block(block, ids[b + 2], seed) : block(block + 1, ids[b - 3], seed);
                assertThat(words(lanes, b)).isEqualTo(want);
            }
        }
    }

    private static int[] words(PhiloxLanes lanes, int b) {
        return new int[] {lanes.word0()[b], lanes.word1()[b], lanes.word2()[b], lanes.word3()[b]};
    }

    private static int[] block(long counter, long id, long seed) {
        return block(
                (int) counter, (int) (counter >>> 32), (int) id, (int) (id >>> 32), (int) seed, (int) (seed >>> 32));
    }
}
