// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.run.StopSignal;
import org.junit.jupiter.api.Test;

class PairedDiscriminationTest {
    private static double[][] normal(String name, int rows, int columns, double shift) {
        double[][] values = new double[rows][columns];
        RandomStream stream = RandomStream.of(5, name);
        for (double[] row : values) {
            stream.fillNormal(row, 0, columns);
            row[0] += shift;
        }
        return values;
    }

    @Test
    void picturesOfOneKindCannotBeTold() {
        double[][] a = normal("a", 400, 4, 0);
        PairedDiscrimination scores = PairedDiscrimination.of(a, normal("b", 400, 4, 0));
        assertThat(scores.unpaired()).isEqualTo(0.5, within(0.05));
        assertThat(scores.paired()).isEqualTo(0.5, within(0.06));
    }

    @Test
    void picturesOfTwoKindsAreTold() {
        PairedDiscrimination scores = PairedDiscrimination.of(normal("a", 100, 4, 5), normal("b", 100, 4, -5));
        assertThat(scores).isEqualTo(new PairedDiscrimination(0, 0));
    }

    /** One feature, rows 1 and −1: min ½(a² + b²) + 2 (1 − a)² with b = 0 by symmetry, so a = 4/5. */
    @Test
    void theClassifierIsTheOneOfItsFormula() {
        double[] v = LinearSvm.train(new double[][] {{1}}, new double[][] {{-1}});
        assertThat(v).containsExactly(new double[] {0.8, 0}, within(1e-9));
        assertThat(LinearSvm.decision(v, new double[] {2})).isEqualTo(1.6, within(1e-9));
    }

    @Test
    void aStopIsHeard() {
        StopSignal stop = new StopSignal();
        double[][] a = normal("a", 10, 4, 0);
        double[][] b = normal("b", 10, 4, 1);
        assertThat(PairedDiscrimination.of(a, b, stop)).isEqualTo(PairedDiscrimination.of(a, b));
        stop.request();
        assertThatThrownBy(() -> PairedDiscrimination.of(a, b, stop))
                .isInstanceOf(CancelledException.class)
                .hasMessage("Measuring was stopped while P-IDS and U-IDS were computed. Nothing was written.");
    }

    @Test
    void rowsWithoutPartnersAreRefusedInASentence() {
        double[][] two = new double[2][3];
        assertThatThrownBy(() -> PairedDiscrimination.of(two, new double[1][3]))
                .isInstanceOf(ShapeException.class)
                .hasMessage("2 real and 1 filled pictures make no pairs. Give as many of each, at least one.");
        assertThatThrownBy(() -> PairedDiscrimination.of(two, new double[][] {new double[3], new double[2]}))
                .hasMessage(
                        "pair 1 has features of 3 and 2 numbers where the first has 3. Take all from one feature network.");
    }
}
