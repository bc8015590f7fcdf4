// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class BatchesTest {
    /** Item i is (i, -i). */
    private record Counting(int size) implements DataSource {
        @Override
        public long[] itemShape() {
            return new long[] {2};
        }

        @Override
        public void read(int item, float[] target, int from) {
            target[from] = item;
            target[from + 1] = -item;
        }

        @Override
        public String fingerprint() {
            return "counting";
        }
    }

    /** Many wide items that are never read. */
    private record Endless(int size, int itemElements) implements DataSource {
        @Override
        public long[] itemShape() {
            return new long[] {itemElements};
        }

        @Override
        public void read(int item, float[] target, int from) {
            throw new AssertionError("no batch was asked for");
        }

        @Override
        public String fingerprint() {
            return "wide";
        }
    }

    @Test
    void aBatchThatNoArrayHoldsIsRefusedAtTheDoor() {
        assertThatThrownBy(() -> new Batches(new Endless(40_000, 65_536), 0, 40_000))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "a batch of 40000 items of 65536 numbers does not fit into one array. The largest batch here is 32767; gather gradients over several steps for more.");
    }

    private static List<Integer> items(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            float[] values = batch.x0();
            List<Integer> items = new ArrayList<>();
            for (int i = 0; i < values.length; i += 2) {
                assertThat(values[i + 1]).isEqualTo(-values[i]);
                items.add((int) values[i]);
            }
            return items;
        }
    }

    private static List<Integer> epoch(Batches batches, int epoch) {
        int steps = batches.stepsPerEpoch();
        return IntStream.range(epoch * steps, (epoch + 1) * steps)
                .mapToObj(step -> items(batches.at(step)))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void anEpochHasEveryItemOnceAndItsLastBatchIsSmaller() {
        Batches batches = new Batches(new Counting(10), 5, 4);
        assertThat(batches.stepsPerEpoch()).isEqualTo(3);
        assertThat(epoch(batches, 0))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).boxed().toList());
        assertThat(IntStream.range(0, 4).map(step -> batches.at(step).rows())).containsExactly(4, 4, 2, 4);
        assertThat(batches.at(2).shape()).containsExactly(2, 2);
    }

    @Test
    void theOrderIsAFunctionOfSeedAndEpochAlone() {
        Batches batches = new Batches(new Counting(100), 5, 10);
        List<Integer> first = epoch(batches, 0);
        List<Integer> second = epoch(batches, 1);
        assertThat(second).isNotEqualTo(first);
        assertThat(epoch(batches, 0)).isEqualTo(first);
        assertThat(epoch(new Batches(new Counting(100), 5, 25), 1)).isEqualTo(second);
        assertThat(epoch(new Batches(new Counting(100), 6, 10), 0)).isNotEqualTo(first);
        assertThat(items(new Batches(new Counting(100), 5, 10).at(13))).isEqualTo(second.subList(30, 40));
    }

    @Test
    void piecesKeepRowsAndNumbers() {
        Batch batch = new Batches(new Counting(10), 5, 10).at(0);
        List<Batch> pieces = batch.split(4);
        assertThat(pieces.stream().map(Batch::firstRow)).containsExactly(0, 4, 8);
        assertThat(pieces.stream().map(Batch::rows)).containsExactly(4, 4, 2);
        assertThat(pieces.stream().flatMap(piece -> items(piece).stream())).containsExactlyElementsOf(items(batch));
        assertThat(pieces.get(1).split(3).stream().map(Batch::firstRow)).containsExactly(4, 7);
        assertThat(batch.split(10)).containsExactly(batch);
        assertThat(batch.split(Integer.MAX_VALUE)).containsExactly(batch);
    }

    @Test
    void sizesOutOfRangeAreRefusedInASentence() {
        assertThatThrownBy(() -> new Batches(new Counting(10), 5, 11))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "batch must lie in 1 to 10 (the number of training items) but was 11. Choose a smaller batch or more data.");
        assertThatThrownBy(() -> new Batches(new Counting(10), 5, 0)).hasMessageContaining("but was 0");
        Batch batch = new Batches(new Counting(10), 5, 10).at(0);
        assertThatThrownBy(() -> batch.split(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("microBatch must be at least 1 but was 0. Leave it out to train on the whole batch.");
    }

    @Test
    void withReplacementEveryBatchIsWholeAndMayHoldAnItemTwice() {
        Batches batches = new Batches(new Counting(10), 5, 30, Conditioning.NONE, Drawing.WITH_REPLACEMENT);
        List<Integer> all = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            assertThat(items(batches.at(step))).hasSize(30);
            all.addAll(items(batches.at(step)));
        }
        assertThat(all).containsAll(IntStream.range(0, 10).boxed().toList());
        for (int item = 0; item < 10; item++) {
            int times = java.util.Collections.frequency(all, item);
            assertThat(times).isBetween(30, 95); // 60 expected, deviation 7.3
        }
    }

    @Test
    void whatIsDrawnWithReplacementIsAFunctionOfSeedAndStep() {
        Batches one = new Batches(new Counting(10), 5, 4, Conditioning.NONE, Drawing.WITH_REPLACEMENT);
        Batches other = new Batches(new Counting(10), 5, 4, Conditioning.NONE, Drawing.WITH_REPLACEMENT);
        List<Integer> late = items(other.at(17));
        assertThat(items(one.at(3))).isEqualTo(items(other.at(3)));
        assertThat(items(one.at(17))).isEqualTo(late).isNotEqualTo(items(one.at(18)));
    }

    /** Items of so many numbers that batches are read ahead. */
    private record Wide(int size) implements DataSource {
        @Override
        public long[] itemShape() {
            return new long[] {4096};
        }

        @Override
        public void read(int item, float[] target, int from) {
            Arrays.fill(target, from, from + 4096, item);
        }

        @Override
        public String fingerprint() {
            return "wide";
        }
    }

    @Test
    void readingAheadChangesNoBatch() {
        Batches straight = new Batches(new Wide(10), 5, 4);
        List<float[]> inOrder =
                IntStream.range(0, 7).mapToObj(step -> straight.at(step).x0()).toList();
        for (int step = 6; step >= 0; step--) {
            assertThat(new Batches(new Wide(10), 5, 4).at(step).x0()).isEqualTo(inOrder.get(step));
            assertThat(straight.at(step).x0()).isEqualTo(inOrder.get(step));
        }
    }
}
