// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import org.diffusion4j.error.DivergedException;
import org.diffusion4j.error.TeamException;
import org.diffusion4j.model.Membership;
import org.diffusion4j.team.Meeting;
import org.diffusion4j.team.Rendezvous;
import org.jspecify.annotations.Nullable;

/** A process that takes part in the run of another one. */
final class Joining {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Joining() {}

    /** Trains with the run that waits there; returns the exit code. */
    static int train(Terminal terminal, Rendezvous at, @Nullable Duration maxTime) throws InterruptedException {
        try (StopOnInterrupt stop = new StopOnInterrupt(maxTime);
                Meeting meeting = Meeting.join(at, PATIENCE, stop.signal())) {
            long steps = Membership.train(meeting, OtherProcesses.PATIENCE, stop.signal());
            terminal.out()
                    .println("took part as process %d of %d: %d steps; the first process has the run"
                            .formatted(meeting.rank(), meeting.size(), steps));
            return ExitCode.OK;
        } catch (TeamException | DivergedException e) {
            if (at instanceof Rendezvous.InFile) {
                return ExitCode.FAILED; // the process that started this one says it
            }
            throw e;
        }
    }
}
