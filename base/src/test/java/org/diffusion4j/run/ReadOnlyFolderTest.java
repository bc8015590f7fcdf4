// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real folder without the right to write, as a user who needs that right; root is made one first. */
class ReadOnlyFolderTest {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWhereRightsCanBeTakenAway() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        assumeTrue(!isRoot() || Files.isExecutable(SETPRIV));
    }

    @AfterEach
    void giveTheRightsBack() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void statesCanBeReadAndEverythingElseIsAnsweredWithASentence() throws Exception {
        Path run = Files.createDirectories(folder.resolve("읽기 전용/run"));
        StateStore.open(run, FileLayer.disk(), 2, warning -> assertThat(warning).isEmpty())
                .save(States.at(8));
        String classPath = OtherJvm.classPathOf(readableClassPath(Files.createDirectory(folder.resolve("classes"))));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
        }
        List<String> asNobody =
                isRoot() ? List.of(SETPRIV.toString(), "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
        try (OtherJvm process = OtherJvm.start(asNobody, classPath, LockedOut.class, run)) {
            List<String> lines = process.remainingLines();
            assertThat(lines).hasSize(6);
            assertThat(lines.get(0)).isEqualTo("8");
            assertThat(lines.get(1))
                    .startsWith("state step-000000009 could not be saved in %s/states (permission denied): it needs "
                            .formatted(run))
                    .endsWith("Check that the folder can be written, then continue from the last state.");
            assertThat(lines.get(2))
                    .isEqualTo(
                            "folder %s cannot be locked for writing (permission denied). Make it writable, or choose another folder."
                                    .formatted(run));
            assertThat(lines.get(3))
                    .isEqualTo(
                            "events cannot be written to %s/events.jsonl (permission denied). Free some space or make the folder writable, then continue from the last state."
                                    .formatted(run));
            assertThat(lines.get(4))
                    .isEqualTo(
                            "TensorBoard events cannot be written to %s/tensorboard (permission denied). Free some space or make the folder writable, then continue from the last state."
                                    .formatted(run));
            assertThat(lines.get(5))
                    .isEqualTo(
                            "no folder for a run can be made in %s (permission denied). Make it writable or free some space, or choose another place with --runs."
                                    .formatted(run));
        }
    }

    /** Copies what the process needs to a place that every user may read, which a home folder need not be. */
    private static List<Path> readableClassPath(Path target) throws IOException {
        List<Path> entries = new ArrayList<>();
        for (String text : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path entry = Path.of(text);
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                entries.add(copy(entry, target.resolve(name)));
            } else if (name.startsWith("jackson") || name.startsWith("assertj") || name.startsWith("byte-buddy")) {
                entries.add(Files.copy(entry, target.resolve(name)));
            }
        }
        return entries;
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }
}
