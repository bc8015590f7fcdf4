// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;
import org.diffusion4j.sampler.Sampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortionsTest {
    /** Sums of another batch are rounded otherwise. */
    private static final float CLOSE = 1e-3f;

    @ParameterizedTest
    @CsvSource({"7, 10, 1000, 7", "100, 10, 1000, 50", "100, 10, 21, 1", "100, 10, 19, 1", "1, 2000, 100, 1"})
    void halfOfTheFreeMemoryIsUsedAndAtLeastOneRowDrawn(int count, long most, long free, int rows) {
        assertThat(Portions.fitting(count, most, 5, OptionalLong.of(free))).isEqualTo(new Portions(count, rows));
        assertThat(Portions.fitting(count, most, 5, OptionalLong.empty())).isEqualTo(new Portions(count, count));
    }

    @Test
    void whereNotOneRowFitsASentenceSaysSo() {
        assertThatThrownBy(() -> Portions.fitting(4, 9_000_000_000L, 3_000_000_000L, OptionalLong.of(2_000_000_000L)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "one sample of this model takes at least 3.0 GB of memory, and 2.0 GB are free. End other programs, sample without guidance, or use a machine with more memory.");
    }

    @Test
    void progressRisesOnceToTheEvaluations() {
        List<Integer> told = new ArrayList<>();
        List<Integer> firsts = new Portions(7, 3).draw(4, told::add, (first, rows, progress) -> {
            for (int done = 1; done <= 4; done++) {
                progress.accept(done);
            }
            return 10 * first + rows;
        });
        assertThat(firsts).containsExactly(3, 33, 61);
        assertThat(told).containsExactly(1, 2, 3, 4);
    }

    @Test
    void samplesAreTheSameWhateverTheBatch() {
        try (Model model = Model.open("sprites", "cpu")) {
            SampleRequest request = SampleRequest.of(
                            model.recipe()
                                    .sample()
                                    .shortened(10, model.recipe().objective().forward()),
                            5,
                            3)
                    .conditionedOn(Condition.context(9, contexts(5)))
                    .guidedBy(Guidance.of(2));
            Sampler sampler = model.recipe()
                    .settled(request.config())
                    .create(model.schedule(), model.recipe().prediction());
            float[] whole =
                    model.inPortions(sampler, request, new Portions(5, 5)).values();
            for (int rows : new int[] {1, 2}) {
                Samples cut = model.inPortions(sampler, request, new Portions(5, rows));
                assertThat(cut.count()).isEqualTo(5);
                assertThat(cut.values()).hasSameSizeAs(whole);
                assertThat(cut.values()).containsExactly(whole, within(CLOSE));
            }
            StopSignal stop = new StopSignal();
            SampleRequest stopped = request.stoppedBy(stop).reportingTo(done -> stop.request());
            assertThatThrownBy(() -> model.inPortions(sampler, stopped, new Portions(5, 2)))
                    .isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void aRowIsCountedByTheLayersOfTheNetwork() {
        try (Model model = Model.open("sprites", "cpu")) {
            RowMemory row = RowMemory.of(model.network(), model.recipe().network());
            // the first convolution alone has 3 and more channels of 16 x 16 numbers in and out
            assertThat(row.least()).isBetween(4L * 2 * 3 * 256, row.most());
        }
    }

    private static float[] contexts(int rows) {
        float[] contexts = new float[9 * rows];
        for (int row = 0; row < rows; row++) {
            contexts[9 * row + row] = 1;
        }
        return contexts;
    }
}
