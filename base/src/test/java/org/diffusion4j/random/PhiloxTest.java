// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

    @Test
    void lanesGiveTheBitsOfSingleBlocksAlsoAcrossTheCarryOfTheCounter() {
        long seed = 0xFEDCBA9876543210L;
        long id = 0x8123456789ABCDEFL;
        long first = 0x1_FFFF_FFF0L;
        PhiloxLanes lanes = new PhiloxLanes(40);
        for (int b = 0; b < 33; b++) {
            lanes.set(b, 1, id, first + b);
        }
        lanes.encrypt(seed, 33);
        for (int b = 0; b < 33; b++) {
            long counter = first + b;
            int[] want = block((int) counter, (int) (counter >>> 32), (int) id, (int) (id >>> 32), (int) seed, (int)
                    (seed >>> 32));
            assertThat(new int[] {
                        (int) lanes.word0()[b], (int) lanes.word1()[b], (int) lanes.word2()[b], (int) lanes.word3()[b]
                    })
                    .isEqualTo(want);
            assertThat(lanes.word0()[b] >>> 32).isZero();
            assertThat(lanes.word2()[b] >>> 32).isZero();
        }
    }
}
