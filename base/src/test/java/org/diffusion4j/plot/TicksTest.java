// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static List<String> labels(double min, double max, int most) {
        Ticks ticks = Ticks.of(new Range(min, max), most);
        return ticks.values().stream().map(ticks::label).toList();
    }

    @Test
    void ticksAreRoundAndWrittenWithOneNumberOfDecimals() {
        assertThat(labels(-2, 2, 6)).containsExactly("\u22122", "\u22121", "0", "1", "2");
        assertThat(labels(-1.03, 1.04, 6)).containsExactly("\u22121.0", "\u22120.5", "0", "0.5", "1.0");
        assertThat(labels(0, 0.3, 4)).containsExactly("0", "0.1", "0.2", "0.3");
        assertThat(labels(0, 200_000, 5)).containsExactly("0", "50,000", "100,000", "150,000", "200,000");
    }

    @Test
    void veryLargeAndVerySmallNumbersAreWrittenWithAnExponent() {
        assertThat(labels(0, 4e7, 4)).containsExactly("0", "2e7", "4e7");
        assertThat(labels(0, 0.0003, 4)).containsExactly("0", "1e\u22124", "2e\u22124", "3e\u22124");
    }

    @Test
    void anyRangeHasAtLeastOneAndAtMostTheAskedNumberOfTicksAllInside() {
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            double scale = Math.pow(10, random.nextInt(60) - 30);
            double min = random.nextGaussian() * scale;
            double max = min + (0.001 + random.nextDouble()) * scale;
            int most = 2 + random.nextInt(8);
            List<Double> values = Ticks.of(new Range(min, max), most).values();
            double slack = (max - min) * 1e-6;
            assertThat(values).hasSizeBetween(most >= 5 ? 2 : 0, most);
            assertThat(values).allMatch(v -> v >= min - slack && v <= max + slack);
        }
    }

    @Test
    void aLogarithmicAxisNumbersItsDecades() {
        Axis axis = new Axis(1, 1000, true, 0, 6);
        assertThat(axis.marks().stream().map(Axis.Mark::text).filter(t -> !t.isEmpty()))
                .containsExactly("1", "10", "100", "1,000");
        assertThat(axis.marks()).hasSize(28);
        assertThat(axis.at(1)).isZero();
        assertThat(axis.at(10)).isEqualTo(1.0 / 3, within(1e-12));
        assertThat(new Axis(1e-9, 1e-5, true, 0, 3)
                        .marks().stream().map(Axis.Mark::text).filter(t -> !t.isEmpty()))
                .containsExactly("10\u207B\u2078", "10\u207B\u2076");
        assertThat(new Axis(0.4, 6, true, 0, 6)
                        .marks().stream().map(Axis.Mark::text).filter(t -> !t.isEmpty()))
                .containsExactly("0.5", "1", "2", "5");
    }

    @Test
    void aFlatAxisStillHasAWidth() {
        assertThat(new Axis(3, 3, false, 0.05, 5).at(3)).isEqualTo(0.5, within(1e-6));
        assertThat(new Axis(3, 3, true, 0.05, 5).marks()).isNotEmpty();
    }
}
