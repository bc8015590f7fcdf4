// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at random moments of a process that does nothing but save. */
class KillTest {
    @TempDir
    private Path run;

    @Test
    void fiveKillsWhileSavingLoseNothing() throws Exception {
        kill(5);
    }

    @Test
    @Tag("slow")
    void twoHundredKillsWhileSavingLoseNothing() throws Exception {
        kill(200);
    }

    private void kill(int times) throws Exception {
        List<String> warnings = new ArrayList<>();
        Random random = new Random(9);
        long reached = -1;
        for (int i = 0; i < times; i++) {
            long said = reached;
            try (OtherJvm process = OtherJvm.start(SavingLoop.class, run)) {
                for (int line = random.nextInt(1, 4); line > 0; line--) {
                    said = Long.parseLong(process.line());
                }
                // Somewhere in the next save, which takes some milliseconds.
                long moment = System.nanoTime() + random.nextInt(8_000_000);
                while (System.nanoTime() < moment) {
                    Thread.onSpinWait();
                }
                process.kill();
            }
            StateStore store = StateStore.open(run, FileLayer.disk(), 2, warnings::add);
            long loaded = States.load(store);
            assertThat(loaded).as("what was said to be saved is there").isGreaterThanOrEqualTo(said);
            assertThat(said).as("and the run went on from there").isGreaterThan(reached);
            reached = loaded;
        }
        assertThat(warnings).isEmpty();
    }
}
