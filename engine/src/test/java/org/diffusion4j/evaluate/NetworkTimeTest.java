// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;

class NetworkTimeTest {
    private static final List<Picture> HUNDRED = Collections.nCopies(100, Picture.of(1, 1, 3, new byte[3]));

    private final AtomicLong clock = new AtomicLong();
    private final List<Integer> asked = new ArrayList<>();

    /** A network that takes so long for a question and so long for each of its pictures. */
    private Duration of(long count, Duration question, Duration picture) {
        return NetworkTime.of(
                count,
                HUNDRED,
                pictures -> {
                    asked.add(pictures.size());
                    clock.addAndGet(
                            question.plus(picture.multipliedBy(pictures.size())).toNanos());
                },
                clock::get);
    }

    @Test
    void aFewPicturesStandForAll() {
        assertThat(of(5000, Duration.ofMillis(160), Duration.ofMillis(30))).isEqualTo(Duration.ofSeconds(200));
        assertThat(asked).containsExactly(1, 16);
    }

    @Test
    void aSlowNetworkIsAskedAboutOnePictureAlone() {
        assertThat(of(5000, Duration.ZERO, Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(15_000));
        assertThat(asked).containsExactly(1);
    }
}
