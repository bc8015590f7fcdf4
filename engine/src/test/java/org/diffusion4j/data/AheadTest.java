// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.diffusion4j.error.FormatException;
import org.junit.jupiter.api.Test;

class AheadTest {
    @Test
    void theNextValueIsMadeBeforeItIsAskedFor() throws InterruptedException {
        LinkedBlockingQueue<Long> made = new LinkedBlockingQueue<>();
        Ahead<Long> ahead = new Ahead<>(n -> {
            made.add(n);
            return n * n;
        });
        assertThat(ahead.at(3)).isEqualTo(9);
        assertThat(made.poll(10, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(made.poll(10, TimeUnit.SECONDS)).isEqualTo(4); // nobody asked yet
        assertThat(ahead.at(4)).isEqualTo(16);
        assertThat(ahead.at(4)).isEqualTo(16);
        assertThat(ahead.at(1)).isEqualTo(1);
    }

    @Test
    void anyOrderGivesTheSameValues() {
        Ahead<String> ahead = new Ahead<>(Long::toString);
        for (long n : List.of(0L, 1L, 2L, 7L, 7L, 8L, 2L, 0L, 1L)) {
            assertThat(ahead.at(n)).isEqualTo(Long.toString(n));
        }
    }

    @Test
    void aFailureIsToldWhereItsValueIsAskedForAndAgain() {
        Ahead<Long> ahead = new Ahead<>(n -> {
            if (n == 2) {
                throw new FormatException("number 2 is damaged.");
            }
            return n;
        });
        assertThat(ahead.at(1)).isEqualTo(1);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> ahead.at(2))
                    .isInstanceOf(FormatException.class)
                    .hasMessage("number 2 is damaged.");
        }
        assertThat(ahead.at(3)).isEqualTo(3);
    }

    /** The caller may change and look at its value while the next one is in the making. */
    @Test
    void theCallerDoesNotWaitForTheNextValue() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        Ahead<Boolean> ahead = new Ahead<>(n -> {
            try {
                return n == 0 || seen.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        assertThat(ahead.at(0)).isTrue(); // while value 1 waits for the next line
        seen.countDown();
        assertThat(ahead.at(1)).isTrue();
    }
}
