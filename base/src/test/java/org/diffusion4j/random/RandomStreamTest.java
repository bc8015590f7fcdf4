// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    private static final float[] PINNED = {
        0.49655187f, 0.60240567f, -0.056627728f, -0.59308475f, -0.8316269f, -0.23270462f
    };
    private static final long PINNED_LONG = 2587764068689461341L;

    private static float[] normals(RandomStream stream, int count) {
        float[] out = new float[count];
        stream.fillNormal(out, 0, count);
        return out;
    }

    @Test
    void theFirstNormalValuesNeverChange() {
        // Written down once: a change of generator, hash or transform would change every picture made from a seed.
        assertThat(normals(RandomStream.of(42, "noise", 7), 6)).containsExactly(PINNED);
        assertThat(RandomStream.of(42, "noise", 7).nextLong()).isEqualTo(PINNED_LONG);
    }

    @Test
    void theFirstWordsAreTheBlockOfSeedIdAndPosition() {
        RandomStream.State state = RandomStream.of(0x1122334455667788L, "order").state();
        int[] want = new int[4];
        Philox.block(
                5,
                0,
                (int) state.id(),
                (int) (state.id() >>> 32),
                (int) state.seed(),
                (int) (state.seed() >>> 32),
                want,
                0);
        assertThat(RandomStream.of(state).at(5).nextInt()).isEqualTo(want[0]);
    }

    @Test
    void aNormalValueIsBoxAndMullersTransformOfItsPairOfWords() {
        RandomStream stream = RandomStream.of(3, "noise");
        RandomStream.State s = stream.state();
        double[] z = new double[4000];
        stream.fillNormal(z, 0, z.length);
        int[] w = new int[4];
        for (int i = 0; i < z.length; i += 2) {
            Philox.block(i / 4, 0, (int) s.id(), (int) (s.id() >>> 32), (int) s.seed(), (int) (s.seed() >>> 32), w, 0);
            double u = (Integer.toUnsignedLong(w[i % 4]) + 0.5) * 0x1p-32;
            double angle = Math.PI * w[i % 4 + 1] / 0x1p31;
            double r = StrictMath.sqrt(-2 * StrictMath.log(u));
            assertThat(z[i]).isCloseTo(r * StrictMath.cos(angle), within(1e-11));
            assertThat(z[i + 1]).isCloseTo(r * StrictMath.sin(angle), within(1e-11));
        }
    }

    @Test
    void anyCutOfTheValuesGivesTheSameBits() {
        RandomStream stream = RandomStream.of(9, "noise", 0);
        int n = 5000;
        float[] whole = new float[n];
        stream.normals(0, whole, 0, n);
        RandomStream cuts = RandomStream.of(9, "cuts");
        for (int round = 0; round < 20; round++) {
            float[] parts = new float[n];
            for (int at = 0; at < n; ) {
                int count = Math.min(n - at, 1 + cuts.nextInt(round < 10 ? 9 : 2500));
                stream.normals(at, parts, at, count);
                at += count;
            }
            assertThat(parts).containsExactly(whole);
        }
    }

    @Test
    void fillsOfWholeBlocksGiveTheBitsOfOneFill() {
        float[] whole = normals(RandomStream.of(5, "noise"), 4096);
        RandomStream stream = RandomStream.of(5, "noise");
        float[] parts = new float[4096];
        for (int at = 0; at < 4096; at += 64) {
            stream.fillNormal(parts, at, 64);
        }
        assertThat(parts).containsExactly(whole);
        assertThat(stream.position()).isEqualTo(1024);
    }

    @Test
    void aFillThatEndsInsideABlockUsesTheWholeBlock() {
        RandomStream stream = RandomStream.of(5, "noise");
        stream.fillNormal(new float[5], 0, 5);
        assertThat(stream.position()).isEqualTo(2);
        stream.fillNormal(new float[5], 0, 0);
        assertThat(stream.position()).isEqualTo(2);
        stream.fillUniform(new double[3], 0, 3);
        assertThat(stream.position()).isEqualTo(4);
        stream.fillUniform(new float[3], 0, 3);
        assertThat(stream.position()).isEqualTo(5);
    }

    @Test
    void floatsAreTheRoundedDoubles() {
        double[] exact = new double[1000];
        float[] rounded = new float[1000];
        RandomStream stream = RandomStream.of(8, "noise");
        stream.normals(3, exact, 0, 1000);
        stream.normals(3, rounded, 0, 1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(rounded[i]).isEqualTo((float) exact[i]);
        }
    }

    @Test
    void valuesGoWhereTheyAreWantedAndNowhereElse() {
        float[] dst = new float[20];
        Arrays.fill(dst, 9);
        RandomStream.of(1, "noise").normals(2, dst, 5, 10);
        for (int i = 0; i < 20; i++) {
            assertThat(dst[i] == 9).as("element %d untouched", i).isEqualTo(i < 5 || i >= 15);
        }
    }

    @Test
    void readingAtAPlaceLeavesThePositionAlone() {
        RandomStream stream = RandomStream.of(1, "noise").at(17);
        stream.normals(1000, new float[10], 0, 10);
        assertThat(stream.position()).isEqualTo(17);
    }

    @Test
    void aStoredStateGoesOnWithTheNextDraw() {
        RandomStream stream = RandomStream.of(77, "dropout", 3);
        stream.nextDouble();
        stream.fillNormal(new float[10], 0, 10);
        RandomStream restored = RandomStream.of(stream.state());
        assertThat(normals(restored, 100)).containsExactly(normals(stream, 100));
        assertThat(restored.nextLong()).isEqualTo(stream.nextLong());
    }

    @Test
    void normalValuesHaveTheMomentsOfTheNormalLaw() {
        int n = 2_000_000;
        double[] z = new double[n];
        RandomStream.of(2024, "moments").fillNormal(z, 0, n);
        double[] moment = new double[5];
        double neighbours = 0;
        double max = 0;
        for (int i = 0; i < n; i++) {
            double power = 1;
            for (int k = 1; k <= 4; k++) {
                power *= z[i];
                moment[k] += power / n;
            }
            neighbours += i > 0 ? z[i] * z[i - 1] / n : 0;
            max = Math.max(max, Math.abs(z[i]));
        }
        // Five standard errors of each estimate: sqrt(var / n) with variances 1, 2, 15, 96 and 1.
        double e = 5 / Math.sqrt(n);
        assertThat(moment[1]).isCloseTo(0, within(e));
        assertThat(moment[2]).isCloseTo(1, within(e * Math.sqrt(2)));
        assertThat(moment[3]).isCloseTo(0, within(e * Math.sqrt(15)));
        assertThat(moment[4]).isCloseTo(3, within(e * Math.sqrt(96)));
        assertThat(neighbours).isCloseTo(0, within(e));
        // P(max of 2e6 values < 4.5) is 1e-6, and 2^-33 is the smallest u.
        assertThat(max).isBetween(4.5, Math.sqrt(-2 * Math.log(0x1p-33)));
    }

    @Test
    void normalValuesFollowTheNormalDistributionFunction() {
        int n = 200_000;
        double[] z = new double[n];
        RandomStream.of(7, "distribution").fillNormal(z, 0, n);
        Arrays.sort(z);
        double worst = 0;
        for (int i = 0; i < n; i++) {
            double p = normalCdf(z[i]);
            worst = Math.max(worst, Math.max(p - i / (double) n, (i + 1) / (double) n - p));
        }
        // Kolmogorov and Smirnov: sqrt(n) D exceeds 1.95 once in a thousand seeds.
        assertThat(worst * Math.sqrt(n)).isLessThan(1.95);
    }

    /** Phi(x) by its series around 0, or by the continued fraction of the tail; both to 1e-12. */
    private static double normalCdf(double x) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        if (Math.abs(x) < 3) {
            double term = x;
            double sum = x;
            for (int k = 1; k < 80; k++) {
                term *= x * x / (2 * k + 1);
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double tail = Math.abs(x);
        for (int k = 60; k >= 1; k--) {
            tail = Math.abs(x) + k / tail;
        }
        return x < 0 ? density / tail : 1 - density / tail;
    }

    @Test
    void streamsOfOtherNamesIndicesAndSeedsAreUncorrelated() {
        RandomStream[] streams = {
            RandomStream.of(1, "noise", 0),
            RandomStream.of(1, "noise", 1),
            RandomStream.of(1, "nois", 0),
            RandomStream.of(1, "noise"),
            RandomStream.of(1, "noise", 0, 0),
            RandomStream.of(2, "noise", 0),
            RandomStream.of(1, "noise", 0).child("image", 0),
            RandomStream.of(1, "noise", 0).child("image", 1),
        };
        int n = 20_000;
        float[][] z = new float[streams.length][];
        for (int i = 0; i < streams.length; i++) {
            z[i] = normals(streams[i], n);
        }
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < i; j++) {
                double dot = 0;
                for (int k = 0; k < n; k++) {
                    dot += (double) z[i][k] * z[j][k] / n;
                }
                assertThat(dot).as("streams %d and %d", i, j).isCloseTo(0, within(5 / Math.sqrt(n)));
            }
        }
    }

    @Test
    void manyNamesAndIndicesGiveManyIds() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            ids.add(RandomStream.of(0, "image", i).state().id());
            ids.add(RandomStream.of(0, "image", i, 1).state().id());
            ids.add(RandomStream.of(0, "image" + i).state().id());
            ids.add(RandomStream.of(0, "image", 1, i + 2).state().id());
        }
        assertThat(ids).hasSize(80_000);
    }

    @Test
    void aChildDependsOnTheIdentityAndNotOnThePosition() {
        RandomStream parent = RandomStream.of(4, "sample");
        RandomStream before = parent.child("image", 2);
        parent.nextLong();
        assertThat(parent.child("image", 2).state()).isEqualTo(before.state());
        assertThat(before.position()).isZero();
    }

    @Test
    void aPermutationHoldsEachNumberOnceAndNoPlaceIsFavoured() {
        int[][] seen = new int[6][6];
        RandomStream stream = RandomStream.of(6, "order");
        for (int round = 0; round < 6000; round++) {
            int[] order = stream.permutation(6);
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
            for (int i = 0; i < 6; i++) {
                seen[i][order[i]]++;
            }
        }
        for (int[] row : seen) {
            for (int count : row) {
                // Mean 1000, standard deviation 29.
                assertThat(count).isBetween(1000 - 145, 1000 + 145);
            }
        }
        assertThat(stream.permutation(0)).isEmpty();
        assertThat(stream.permutation(1)).containsExactly(0);
    }

    @Test
    void boundedNumbersAreUniformAlsoForTheLargestBound() {
        RandomStream stream = RandomStream.of(6, "bounded");
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[stream.nextInt(7)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(10_000 - 470, 10_000 + 470);
        }
        double mean = 0;
        for (int i = 0; i < 10_000; i++) {
            int value = stream.nextInt(Integer.MAX_VALUE);
            assertThat(value).isBetween(0, Integer.MAX_VALUE - 1);
            mean += value / (double) Integer.MAX_VALUE / 10_000;
        }
        assertThat(mean).isCloseTo(0.5, within(0.015));
        assertThat(stream.nextInt(1)).isZero();
    }

    @Test
    void uniformValuesFillTheUnitIntervalEvenly() {
        double[] d = new double[60_000];
        float[] f = new float[60_000];
        RandomStream stream = RandomStream.of(12, "uniform");
        stream.fillUniform(d, 0, d.length);
        stream.fillUniform(f, 0, f.length);
        int[] bins = new int[10];
        for (int i = 0; i < d.length; i++) {
            assertThat(d[i] >= 0 && d[i] < 1 && f[i] >= 0 && f[i] < 1).isTrue();
            bins[(int) (d[i] * 10)]++;
            bins[(int) (f[i] * 10)]++;
        }
        for (int bin : bins) {
            // Mean 12000, standard deviation 104.
            assertThat(bin).isBetween(12_000 - 520, 12_000 + 520);
        }
        double one = RandomStream.of(12, "uniform").nextDouble();
        assertThat(one).isEqualTo(d[0]);
    }

    @Test
    void wrongRequestsAreAnsweredWithASentence() {
        RandomStream stream = RandomStream.of(1, "noise");
        assertThatThrownBy(() -> stream.nextInt(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The bound of a random whole number was 0. It must be 1 or more; draw from a range that is"
                        + " not empty.");
        assertThatThrownBy(() -> stream.permutation(-1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("A permutation of -1 numbers was asked for. The count must be 0 or more; pass the number of"
                        + " items.");
        assertThatThrownBy(() -> stream.normals(-4, new float[4], 0, 4))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The first value of a random stream was asked for as number -4. Values are counted from 0;"
                        + " pass 0 or more.");
        assertThatThrownBy(() -> stream.at(-2))
                .isInstanceOf(ConfigException.class)
                .hasMessage("The position of a random stream was -2. It counts used blocks from 0; pass 0 or more.");
        assertThatThrownBy(() -> new RandomStream.State(1, 2, -2)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> stream.fillNormal(new float[4], 2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aStreamNamesItselfInLogs() {
        assertThat(RandomStream.of(1, "noise").at(3).toString())
                .startsWith("RandomStream[seed=1, id=")
                .endsWith("position=3]");
    }
}
