// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void aSecondProcessIsRefusedWithThePidOfTheFirstAndGetsTheLockWhenThatIsKilled() throws Exception {
        try (OtherJvm first = OtherJvm.start(LockHolder.class, folder)) {
            assertThat(first.line()).isEqualTo("locked true");
            assertThatThrownBy(() -> FolderLock.acquire(folder, NOON))
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith("folder " + folder + " is in use by process " + first.pid() + " on ")
                    .hasMessageEndingWith(
                            ", and only one may write into it. Wait until it ends, stop it, or choose another folder.");
            first.kill();
        }
        // The text of the dead process is still there, and does not matter.
        assertThat(folder.resolve("run.lock")).content().contains("\"pid\"");
        try (FolderLock lock = FolderLock.acquire(folder, NOON);
                OtherJvm second = OtherJvm.start(LockHolder.class, folder)) {
            assertThat(lock).isNotNull();
            assertThat(second.line())
                    .contains(" is in use by process " + ProcessHandle.current().pid() + " on ")
                    .contains(" since 2026-01-31T12:00:00Z, and only one may write into it.");
        }
    }

    @Test
    void aSecondLockInTheSameProcessIsRefusedAndDoesNotHarmTheFirst() throws Exception {
        Path detour = folder.resolve("..").resolve(folder.getFileName());
        try (FolderLock first = FolderLock.acquire(folder, NOON)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> FolderLock.acquire(detour, NOON))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid() + " on ");
            try (OtherJvm other = OtherJvm.start(LockHolder.class, folder)) {
                assertThat(other.line()).contains(" is in use by process ");
            }
        }
        try (FolderLock again = FolderLock.acquire(folder, NOON)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void theTextOfTheLockIsEmptyWhenNobodyHoldsIt() throws IOException {
        FolderLock lock = FolderLock.acquire(folder, NOON);
        assertThat(Files.readString(folder.resolve("run.lock")))
                .startsWith("{\"pid\":" + ProcessHandle.current().pid() + ",\"host\":\"")
                .endsWith("\"since\":\"2026-01-31T12:00:00Z\"}");
        lock.close();
        lock.close();
        assertThat(folder.resolve("run.lock")).isEmptyFile();
    }

    @Test
    void closingALockASecondTimeDoesNotHarmTheNextOne() {
        FolderLock first = FolderLock.acquire(folder, NOON);
        first.close();
        try (FolderLock second = FolderLock.acquire(folder, NOON)) {
            assertThat(second).isNotNull();
            first.close();
            assertThatThrownBy(() -> FolderLock.acquire(folder, NOON))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid() + " on ");
        }
    }

    @Test
    void aFolderThatIsNotThereCannotBeLocked() {
        Path missing = folder.resolve("없는 폴더");
        assertThatThrownBy(() -> FolderLock.acquire(missing, NOON))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "folder " + missing
                                + " cannot be locked for writing (no such file or folder). Make it writable, or choose another folder.");
    }
}
