// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import java.time.Duration;
import java.util.List;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.run.StopSignal;

/** How long filling will take on this machine, from a few evaluations of the network. */
public final class FillTime {
    private static final int TIMED = 3;

    private FillTime() {}

    /** For one fill of each hole; takes as long as three evaluations of a batch. */
    public static Duration of(Inpainter method, List<Hole> holes, FillRequest request) {
        int timed = Math.min(TIMED, method.filler().evaluations(request));
        StopSignal enough = new StopSignal();
        long[] times = new long[timed + 1];
        times[0] = System.nanoTime();
        FillRequest few = request.reportingTo(done -> {
                    if (done <= timed) {
                        times[(int) done] = System.nanoTime();
                    }
                    if (done >= timed) {
                        enough.request();
                    }
                })
                .stoppedBy(enough);
        try {
            method.fillEach(holes.subList(0, Math.min(FillBatch.ROWS, holes.size())), few);
        } catch (CancelledException asPlanned) {
            return estimate(times, method.evaluations(holes, request));
        }
        return estimate(times, method.evaluations(holes, request));
    }

    /** The first evaluation also warms up, so it counts only where there is no other. */
    private static Duration estimate(long[] times, long evaluations) {
        int timed = times.length - 1;
        long each = timed > 1 ? (times[timed] - times[1]) / (timed - 1) : times[1] - times[0];
        return Duration.ofNanos(each * evaluations);
    }
}
