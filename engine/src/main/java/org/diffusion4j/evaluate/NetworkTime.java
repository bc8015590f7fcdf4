// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.diffusion4j.image.Picture;

/** How long a network that looks at pictures will take on this machine, from one question about one picture and one about a few. */
final class NetworkTime {
    private static final int TIMED = 16;

    /** A network that takes longer than this for one picture is not asked about more of them. */
    private static final long SLOW = Duration.ofSeconds(1).toNanos();

    private NetworkTime() {}

    /**
     * The time of {@code count} pictures.
     *
     * @param some pictures of the size that they will have, at least one
     * @param network asks the network about pictures
     * @param clock nanoseconds
     */
    static Duration of(long count, List<Picture> some, Consumer<List<Picture>> network, LongSupplier clock) {
        long first = time(some.subList(0, 1), network, clock); // warms up too, so it counts only where it is long
        if (first > SLOW) {
            return Duration.ofNanos(first).multipliedBy(count);
        }
        List<Picture> few = some.subList(0, Math.min(TIMED, some.size()));
        return Duration.ofNanos(time(few, network, clock)).multipliedBy(count).dividedBy(few.size());
    }

    private static long time(List<Picture> pictures, Consumer<List<Picture>> network, LongSupplier clock) {
        long start = clock.getAsLong();
        network.accept(pictures);
        return clock.getAsLong() - start;
    }
}
