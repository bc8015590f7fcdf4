// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What becomes of results that nobody receives. */
class StandardOutputTest {
    private final Captured captured = new Captured();

    private int explain(StandardOutput out) {
        Terminal whole = captured.terminal();
        Terminal terminal = new Terminal(
                new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true),
                whole.err(),
                whole.interactive(),
                whole.nanoTime(),
                whole.progress());
        return new Main(terminal).run(out, "explain", "spiral");
    }

    private static StandardOutput failingWith(String reason) {
        return new StandardOutput(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        });
    }

    @Test
    void outputOntoAFullDiskIsAFailureWithASentence() {
        assertThat(explain(failingWith("No space left on device"))).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err().strip())
                .isEqualTo(
                        "d4j: standard output cannot be written to (No space left on device), so not all that the program said is there. Send it to a place with room, and run the command again.");
    }

    @Test
    void aReaderWhoHasSeenEnoughIsNoFailure() {
        assertThat(explain(failingWith("Broken pipe"))).isEqualTo(ExitCode.OK);
        assertThat(captured.err()).isEmpty();
    }
}
