// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.diffusion4j.schedule.Precision;
import org.diffusion4j.tensor.Devices;
import org.junit.jupiter.api.Test;

class ExactTablesTest {
    @Test
    void theSamplersHoldWithTablesInDoubleToo() throws IOException {
        try (FixtureSet set = FixtureSet.bundled();
                Stream<Path> files = Files.list(set.root().resolve("diffusers/schedulers"))) {
            // RePaint is always laid out over the library's tables
            for (Path file : files.filter(path -> path.toString().endsWith("Scheduler.json")
                            && !path.toString().endsWith("RePaintScheduler.json"))
                    .sorted()
                    .toList()) {
                Tally tally = new Tally();
                new SamplerRuns(Precision.DOUBLE)
                        .verify(FixtureFile.read(file).orElseThrow(), file, Devices.of("cpu"), tally);
                assertThat(tally.firstFailure()).as("%s", file.getFileName()).isNull();
                assertThat(tally.passed()).isGreaterThan(100);
            }
        }
    }
}
