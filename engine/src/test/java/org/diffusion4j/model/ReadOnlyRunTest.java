// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in a real folder without the right to write; root takes that right away from itself first. */
class ReadOnlyRunTest {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /** Nobody, who may read everything: class path and natives may lie where only root looks. */
    private static final List<String> AS_NOBODY = List.of(
            SETPRIV.toString(),
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search");

    @TempDir
    private Path folder;

    /** Nobody has no home; the natives are unpacked here. */
    @TempDir
    private Path scratch;

    @AfterEach
    void giveTheRightsBack() throws IOException {
        permit("rwxrwxrwx");
    }

    private void permit(String rights) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
            }
        }
    }

    private static boolean canBecomeNobody() throws Exception {
        if (!Files.isExecutable(SETPRIV)) {
            return false;
        }
        List<String> attempt = new ArrayList<>(AS_NOBODY);
        attempt.add("true");
        return new ProcessBuilder(attempt).start().waitFor() == 0;
    }

    @Test
    void aRunInAReadOnlyFolderIsRefusedWithASentenceAndStaysAsItWas() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        assumeTrue(!isRoot || canBecomeNobody());
        Path run = TinyRuns.stoppedAt(10, folder.resolve("읽기 전용"), TinyRuns.recipe(List.of()));
        permit("r-xr-xr-x");
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> user = new ArrayList<>(isRoot ? AS_NOBODY : List.of());
        if (isRoot) {
            user.addAll(List.of("/usr/bin/env", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + scratch));
        }
        // One after the other: the first unpacks for both.
        assertThat(said(user, "resume", run))
                .containsExactly(
                        "folder %s cannot be locked for writing (permission denied). Make it writable, or choose another folder."
                                .formatted(run));
        assertThat(said(user, "start", folder))
                .containsExactly(
                        "no folder for a run can be made in %s (permission denied). Make it writable or free some space, or choose another place with --runs."
                                .formatted(folder));
        permit("rwxrwxrwx");
        assertThat(TrainingRun.resume(run, List.of(), TinyRuns.settings(folder), RunWatcher.NONE)
                        .from())
                .isEqualTo(10);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
    }

    private static List<String> said(List<String> user, String what, Path where) throws Exception {
        try (OtherJvm process = OtherJvm.start(user, TrainingProcess.class, List.of(what, where.toString()))) {
            return process.remainingLines();
        }
    }
}
