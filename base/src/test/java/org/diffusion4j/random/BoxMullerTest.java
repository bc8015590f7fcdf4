// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BoxMullerTest {
    /** The transform as it is defined, of Philox's words one block at a time. */
    private static double[] plain(long seed, long id, long block) {
        int[] words = new int[Philox.WORDS];
        Philox.block(
                (int) block,
                (int) (block >>> 32),
                (int) id,
                (int) (id >>> 32),
                (int) seed,
                (int) (seed >>> 32),
                words,
                0);
        double[] z = new double[RandomStream.NORMALS_PER_BLOCK];
        for (int pair = 0; pair < 2; pair++) {
            double r = plainRadius(words[2 * pair]);
            double a = Math.PI * words[2 * pair + 1] / 0x1p31;
            z[2 * pair] = r * StrictMath.cos(a);
            z[2 * pair + 1] = r * StrictMath.sin(a);
        }
        return z;
    }

    private static double plainRadius(int word) {
        double x = word & 0xFFFFFFFFL;
        boolean isUpper = x >= 0x1p31;
        double u = (x + 0.5) / 0x1p32;
        double log = isUpper ? StrictMath.log1p(-(0x1p32 - x - 0.5) / 0x1p32) : StrictMath.log(u);
        return StrictMath.sqrt(-2 * log);
    }

    @Test
    void tablesGiveTheFloatsOfTheDefinition() {
        long seed = 0x123456789ABCDEFL;
        long id = -7;
        int blocks = 50_000;
        double[] values = new double[blocks * RandomStream.NORMALS_PER_BLOCK];
        NormalBlocks normal = NormalBlocks.ofThread();
        for (int first = 0; first < blocks; first += NormalBlocks.MAX_BLOCKS) {
            int count = Math.min(NormalBlocks.MAX_BLOCKS, blocks - first);
            System.arraycopy(
                    normal.generate(seed, id, first, count),
                    0,
                    values,
                    first * 4,
                    count * RandomStream.NORMALS_PER_BLOCK);
        }
        double worst = 0;
        int otherFloats = 0;
        for (int block = 0; block < blocks; block++) {
            double[] want = plain(seed, id, block);
            for (int i = 0; i < want.length; i++) {
                double value = values[block * want.length + i];
                worst = Math.max(worst, Math.abs(value - want[i]));
                otherFloats += (float) value == (float) want[i] ? 0 : 1;
            }
        }
        assertThat(worst).isLessThan(1e-11);
        assertThat(otherFloats).isLessThan(10); // values that lie halfway between two floats
    }

    /** Both ends of the interval, every octave's ends on both sides, and words in between. */
    @Test
    void theRadiusIsRightForEveryKindOfWord() {
        RandomStream stream = RandomStream.of(1, "radius");
        for (int bit = 0; bit < 32; bit++) {
            for (int i = -200; i <= 200; i++) {
                requireRadius((1 << bit) + i);
                requireRadius(~(1 << bit) + i);
                requireRadius(stream.nextInt() >>> bit);
                requireRadius(~(stream.nextInt() >>> bit));
            }
        }
        assertThat(RadiusTable.radius(0)).isCloseTo(StrictMath.sqrt(66 * StrictMath.log(2)), within(1e-10));
    }

    private static void requireRadius(int word) {
        double want = plainRadius(word);
        assertThat(Math.abs(RadiusTable.radius(word) / want - 1))
                .as("word %08x", word)
                .isLessThan(1e-11);
    }
}
