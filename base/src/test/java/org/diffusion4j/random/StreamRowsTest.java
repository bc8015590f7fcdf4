// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRowsTest {
    private static final long SEED = -77;

    /**
     * Less than a block, one block and several, whole and not; fewer and more than one pass takes; rows that begin in the
     * middle of a block; several rows at once.
     */
    @ParameterizedTest
    @CsvSource({
        "1,1,0,1",
        "3,1024,9,4",
        "3,600,8,4",
        "3,5,7,1",
        "4,7,3,1",
        "2,300,5000000000,2",
        "5,300,11,3",
        "60,40,2,1",
        "64,33,0,1",
        "63,33,1,1",
        "63,33,3,1",
        "65,3,1,1",
        "1,600,7,1",
        "6,300,1,2",
        "3,40,9000000000,4",
        "3,40,5726623060,4",
        "3,60,5726623060,4",
        "66,5,2,1",
        "66,5,1,2",
        "768,3,11,1",
        "3072,2,4000000000,1",
        "3,2,0,1000"
    })
    void everyRowIsTheOneThatItsStreamGivesAlone(int each, int streams, long number, int rows) {
        List<RandomStream> all = LongStream.range(0, streams)
                .mapToObj(k -> RandomStream.of(SEED, "noise", k, 0))
                .toList();
        List<DoubleBuffer> drawn = Stream.generate(() -> DoubleBuffer.allocate(streams * each))
                .limit(rows)
                .toList();
        rows(streams).draw(number, each, drawn);
        float[] alone = new float[each];
        for (int i = 0; i < rows; i++) {
            double[] want = new double[streams * each];
            for (int k = 0; k < streams; k++) {
                all.get(k).normals((number + i) * each, alone, 0, each);
                for (int j = 0; j < each; j++) {
                    want[k * each + j] = alone[j];
                }
            }
            assertThat(drawn.get(i).array()).isEqualTo(want);
        }
    }

    @Test
    void streamsAreFoundByTheirNameAndAllTheirIndices() {
        long[] first = {7, Long.MIN_VALUE, 0, -1};
        for (long[] more : new long[][] {{}, {3}, {3, -5, Long.MAX_VALUE}}) {
            DoubleBuffer drawn = DoubleBuffer.allocate(8);
            new StreamRows(SEED, "start", first, more).draw(0, 2, List.of(drawn));
            float[] want = new float[8];
            for (int k = 0; k < first.length; k++) {
                long[] indices = LongStream.concat(LongStream.of(first[k]), LongStream.of(more))
                        .toArray();
                RandomStream.of(SEED, "start", indices).fillNormal(want, 2 * k, 2);
            }
            for (int i = 0; i < want.length; i++) {
                assertThat(drawn.get(i)).isEqualTo(want[i]);
            }
        }
    }

    @Test
    void rowsOfNoStreamAreRefused() {
        assertThatThrownBy(() -> rows(0))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Rows of 0 streams were asked for. Give one or more.");
    }

    @Test
    void nativeMemoryIsFilledAsArraysAre() {
        StreamRows rows = rows(300);
        DoubleBuffer array = DoubleBuffer.allocate(900);
        DoubleBuffer memory = ByteBuffer.allocateDirect(900 * Double.BYTES)
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
        rows.draw(5, 3, List.of(array));
        rows.draw(5, 3, List.of(memory));
        assertThat(memory).isEqualTo(array);
    }

    @Test
    void nothingIsDrawnWhereNothingIsAsked() {
        StreamRows rows = rows(2);
        assertThatCode(() -> rows.draw(1, 0, List.of(DoubleBuffer.allocate(0)))).doesNotThrowAnyException();
        assertThatCode(() -> rows.draw(1, 3, List.of())).doesNotThrowAnyException();
        assertThatThrownBy(() -> rows.draw(-1, 3, List.of(DoubleBuffer.allocate(6))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Rows from number -1 on were asked for. Rows are counted from 0; pass 0 or more.");
    }

    @Test
    void memoryOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> rows(2).draw(0, 3, List.of(DoubleBuffer.allocate(6), DoubleBuffer.allocate(7))))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Rows of 3 numbers of 2 streams were asked for in a memory of 7. Give memory for their product.");
    }

    private static StreamRows rows(int streams) {
        return new StreamRows(SEED, "noise", LongStream.range(0, streams).toArray(), 0);
    }
}
