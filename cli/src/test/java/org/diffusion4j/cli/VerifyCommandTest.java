// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code d4j verify} prints, and its exit codes. */
class VerifyCommandTest {
    private final Captured captured = new Captured();

    @TempDir
    private Path folder;

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    private void copy(String bundled, String name, String from, String to) throws IOException {
        try (FixtureSet set = FixtureSet.bundled()) {
            Files.writeString(
                    folder.resolve(name),
                    Files.readString(set.root().resolve(bundled)).replace(from, to));
        }
    }

    @Test
    void theBundledFixturesThatFitTheFilterAreRunAndSummed() {
        assertThat(run("verify", "--filter", "noise_")).isZero();
        assertThat(captured.out().lines().toList())
                .satisfiesExactly(
                        row -> assertThat(row)
                                .matches(
                                        "ok   diffusers/tables/noise_schedules\\.json  \\d+ passed  0 failed  worst 0\\.\\d+"),
                        last -> assertThat(last).matches("verify: 1 files, \\d+ checks passed, 0 failed"));
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void runsWithExactTablesAreToldBesideAndDoNotCount() {
        assertThat(run("verify", "--filter", "schedulers/LCM")).isZero();
        assertThat(captured.out().lines().toList())
                .satisfiesExactly(
                        row -> assertThat(row)
                                .matches("ok   .+  (\\d+) passed  0 failed  worst .+  \\| exact tables: \\d+ passed"
                                        + "  0 failed  worst .+"),
                        last -> assertThat(last).matches("verify: 1 files, \\d+ checks passed, 0 failed"));
    }

    @Test
    void aFailingRowHasASecondLineAndTheExitCodeSaysIt() throws IOException {
        copy("diffusers/tables/noise_schedules.json", "bad.json", "0.00209199195", "0.5");
        copy("diffusers/tables/noise_schedules.json", "good.json", "", "");
        assertThat(run("verify", folder.toString(), "--device=cpu")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out().lines().toList())
                .satisfiesExactly(
                        row -> assertThat(row).matches("FAIL bad\\.json  \\d+ passed  1 failed  worst .+"),
                        why -> assertThat(why)
                                .isEqualTo("     rows[0].betas[100]: got 0.00209199195, want 0.500000000"),
                        row -> assertThat(row).startsWith("ok   good.json  "),
                        last -> assertThat(last).matches("verify: 2 files, \\d+ checks passed, 1 failed"));
        assertThat(captured.err()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadHasNoWorst() throws IOException {
        Files.writeString(folder.resolve("broken.json"), "{\"kind\": ");
        Files.writeString(folder.resolve("strange.json"), "{\"kind\": \"strange\"}");
        assertThat(run("verify", folder.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out().lines().toList())
                .satisfiesExactly(
                        row -> assertThat(row).isEqualTo("FAIL broken.json  0 passed  1 failed  worst -"),
                        why -> assertThat(why).startsWith("     file[0]: got no JSON: "),
                        row -> assertThat(row).isEqualTo("FAIL strange.json  0 passed  1 failed  worst -"),
                        why -> assertThat(why).startsWith("     kind[0]: got 'strange', which this version"),
                        last -> assertThat(last).isEqualTo("verify: 2 files, 0 checks passed, 2 failed"));
    }

    @Test
    void whereNothingRanASentenceSaysWhatWasLookedFor() {
        assertThat(run("verify", folder.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(captured.out()).isEqualToIgnoringNewLines("verify: 0 files, 0 checks passed, 0 failed");
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: nothing was found among the fixtures below %s. A fixture is a .json file with a top-level 'kind'; give a folder that holds some, or none for those of the program."
                                .formatted(folder));
    }

    @Test
    void aFilterThatFitsNothingIsNamed() {
        assertThat(run("verify", "--filter=seed77")).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err())
                .isEqualToIgnoringNewLines(
                        "d4j: no path among the fixtures that come with the program contains 'seed77'. Leave --filter out to see all paths.");
    }

    @Test
    void aMissingFolderAndAnUnknownDeviceAreSentences() {
        assertThat(run("verify", folder.resolve("none").toString())).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err()).startsWith("d4j: " + folder.resolve("none") + " is not a folder");
        assertThat(run("verify", "--device", "abacus")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("the device 'abacus' is not known");
        assertThat(captured.out()).isEmpty();
    }
}
