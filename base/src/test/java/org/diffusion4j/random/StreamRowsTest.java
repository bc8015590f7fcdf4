// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRowsTest {
    private static final long SEED = -77;

    /** One block a row and several, whole and not; fewer and more blocks than one pass takes. */
    @ParameterizedTest
    @CsvSource({"1,1,0", "3,1024,9", "4,7,3", "2,300,5000000000", "66,5,2", "768,3,11", "3072,2,4000000000"})
    void everyRowIsTheOneThatItsStreamGivesAlone(int each, int streams, long number) {
        List<RandomStream> all = streams(SEED, streams);
        double[] rows = new double[streams * each];
        new StreamRows(all).row(number, each, rows);
        double[] want = new double[streams * each];
        float[] alone = new float[each];
        for (int k = 0; k < streams; k++) {
            all.get(k).normals(number * RowStride.of(each), alone, 0, each);
            for (int i = 0; i < each; i++) {
                want[k * each + i] = alone[i];
            }
        }
        assertThat(rows).isEqualTo(want);
    }

    @Test
    void streamsOfSeveralSeedsAndNoStreamAreRefused() {
        assertThatThrownBy(() -> new StreamRows(List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Rows of 0 streams were asked for. Give one or more, all of one seed.");
        List<RandomStream> mixed = new ArrayList<>(streams(SEED, 2));
        mixed.addAll(streams(SEED + 1, 1));
        assertThatThrownBy(() -> new StreamRows(mixed))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Rows of 3 streams were asked for, of the seeds -77 and -76. Give one or more, all of one seed.");
    }

    @Test
    void anArrayOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new StreamRows(streams(SEED, 2)).row(0, 3, new double[7]))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Rows of 3 numbers of 2 streams were asked for in an array of 7. Give an array of their product.");
    }

    private static List<RandomStream> streams(long seed, int count) {
        return LongStream.range(0, count)
                .mapToObj(k -> RandomStream.of(seed, "noise", k, 0))
                .toList();
    }
}
