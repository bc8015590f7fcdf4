// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A machine that goes off before its n-th change: nothing works from then on. */
final class CrashingFiles extends ForwardingFiles {
    private record Rename(Path from, Path to) {}

    private final int crashAt;
    private int changes;
    private final Set<Path> unsynced = new HashSet<>();
    private final Map<Path, byte[]> replaced = new HashMap<>();
    private final Deque<Rename> renames = new ArrayDeque<>();

    CrashingFiles(int crashAt) {
        this.crashAt = crashAt;
    }

    boolean hasCrashed() {
        return changes > crashAt;
    }

    @Override
    void beforeChange(String what, Path path) throws IOException {
        if (changes++ >= crashAt && !(what.equals("write") && changes == crashAt + 1)) {
            throw writeFailure();
        }
        if (what.equals("write")) {
            unsynced.add(path);
        }
    }

    @Override
    void beforeRead() throws IOException {
        if (hasCrashed()) {
            throw writeFailure();
        }
    }

    /** A write that the crash hits gets half of its bytes to the file. */
    @Override
    int writable(Path file, int count) {
        return hasCrashed() ? count / 2 : count;
    }

    @Override
    IOException writeFailure() {
        return new IOException("the machine is off");
    }

    @Override
    void synced(Path fileOrFolder) {
        unsynced.remove(fileOrFolder);
        renames.removeIf(rename -> fileOrFolder.normalize().equals(rename.to.getParent()));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (Files.isRegularFile(to)) {
            replaced.put(to, Files.readAllBytes(to));
        }
        super.rename(from, to);
        renames.push(new Rename(from, to));
    }

    /** What a power cut may do besides: files lose what was not synced, names go back to what they were. */
    void losePower() throws IOException {
        FileLayer disk = FileLayer.disk();
        for (Path file : unsynced) {
            if (disk.exists(file)) {
                disk.truncate(file, 0);
            }
        }
        for (Rename rename : renames) {
            if (disk.exists(rename.to)) {
                disk.rename(rename.to, rename.from);
            }
            if (replaced.containsKey(rename.to)) {
                Files.write(rename.to, replaced.get(rename.to));
            }
        }
    }
}
