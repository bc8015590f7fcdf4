// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.time.Duration;
import org.diffusion4j.error.ConfigException;

/**
 * How long each picture of an animation stays, in steps of 10 ms as the format counts; browsers play anything below
 * 20 ms slowly.
 *
 * @param frame each picture but the last, 20 ms to 655,350 ms
 * @param last the last picture, before the animation begins again
 */
public record FrameTiming(Duration frame, Duration last) {
    /** Checks both durations. */
    public FrameTiming {
        check("A frame", frame);
        check("The last frame", last);
    }

    /** Ten pictures a second, and one second on the last. */
    public static FrameTiming usual() {
        return new FrameTiming(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    /** The duration of one of {@code count} pictures in hundredths of a second. */
    int hundredths(int index, int count) {
        return (int) ((index == count - 1 ? last : frame).toMillis() / 10);
    }

    private static void check(String which, Duration duration) {
        boolean inside =
                duration.compareTo(Duration.ofMillis(20)) >= 0 && duration.compareTo(Duration.ofMillis(655_350)) <= 0;
        if (!inside || duration.toNanos() % 10_000_000 != 0) {
            throw new ConfigException(
                    "%s of a GIF was to stay %s ms; whole multiples of 10 ms from 20 to 655350 are possible. 100 ms is usual."
                            .formatted(which, duration.toMillis()));
        }
    }
}
