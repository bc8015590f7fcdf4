// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.time.Duration;
import org.diffusion4j.model.Calibration;
import org.diffusion4j.tensor.Doctor;

/** {@code d4j doctor}: what explains speed and failures on this machine. */
final class DoctorCommand extends Command {
    private static final Duration PER_LOOP = Duration.ofMillis(500);

    @Override
    int run(Terminal terminal) {
        terminal.out().println(Doctor.examine(PER_LOOP).table());
        Calibration.ofMachine(terminal.err()::println)
                .store()
                .all()
                .forEach(choice -> terminal.out().println("calibrated " + CalibratedText.of(choice)));
        terminal.out().flush();
        return ExitCode.OK;
    }
}
