// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

/** The disk, with every change announced before it happens; what announces itself can be made to fail. */
abstract class ForwardingFiles implements FileLayer {
    private final FileLayer disk = FileLayer.disk();

    /** Called before each change; an exception stops it. */
    abstract void beforeChange(String what, Path path) throws IOException;

    /** Called before each look; an exception stops it. */
    void beforeRead() throws IOException {}

    /** How many of the next bytes may be written; fewer than asked for means that the write fails after them. */
    int writable(Path file, int count) throws IOException {
        return count;
    }

    /** Why a write stopped. */
    IOException writeFailure() {
        return new IOException("No space left on device");
    }

    void synced(Path fileOrFolder) {}

    private final class Watched implements Output {
        private final Path file;
        private final Output out;

        Watched(Path file, Output out) {
            this.file = file;
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            beforeChange("write", file);
            int count = bytes.remaining();
            int allowed = writable(file, count);
            if (allowed == count) {
                return out.write(bytes);
            }
            out.write(bytes.slice(bytes.position(), allowed));
            throw writeFailure();
        }

        @Override
        public void sync() throws IOException {
            beforeChange("sync", file);
            out.sync();
            synced(file);
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    @Override
    public Output create(Path file) throws IOException {
        beforeChange("create", file);
        return new Watched(file, disk.create(file));
    }

    @Override
    public Output append(Path file) throws IOException {
        beforeChange("append", file);
        return new Watched(file, disk.append(file));
    }

    @Override
    public SeekableByteChannel open(Path file) throws IOException {
        beforeRead();
        return disk.open(file);
    }

    @Override
    public void truncate(Path file, long byteCount) throws IOException {
        beforeChange("truncate", file);
        disk.truncate(file, byteCount);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        beforeRead();
        return disk.list(folder);
    }

    @Override
    public boolean isLink(Path path) {
        return disk.isLink(path);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        beforeChange("createFolder", folder);
        disk.createFolder(folder);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        beforeChange("createFolders", folder);
        disk.createFolders(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        beforeChange("rename", from);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        beforeChange("delete", path);
        disk.delete(path);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
        beforeChange("syncFolder", folder);
        disk.syncFolder(folder);
        synced(folder);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }
}
