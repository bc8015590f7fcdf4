// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Set;
import org.diffusion4j.run.FileLayer;

/** The disk of this machine, which fills up or becomes read-only. */
final class FailingDisk {
    private static final Set<String> READING =
            Set.of("open", "list", "isLink", "exists", "usableBytes", "read", "toString");

    private boolean isReadOnly;
    private long free;

    FailingDisk(long free) {
        this.free = free;
    }

    void becomeReadOnly() {
        isReadOnly = true;
    }

    FileLayer layer() {
        return (FileLayer) Proxy.newProxyInstance(
                FileLayer.class.getClassLoader(), new Class<?>[] {FileLayer.class}, (proxy, method, words) -> {
                    if (isReadOnly && !READING.contains(method.getName())) {
                        throw new FileSystemException(null, null, "Read-only file system");
                    }
                    if (method.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, method, words);
                    }
                    try {
                        Object result = method.invoke(FileLayer.disk(), words);
                        return switch (method.getName()) {
                            case "create", "append" -> new Bounded((FileLayer.Output) result);
                            case "usableBytes" -> free;
                            default -> result;
                        };
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Bounded implements FileLayer.Output {
        private final FileLayer.Output out;

        Bounded(FileLayer.Output out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (isReadOnly) {
                throw new IOException("Read-only file system");
            }
            int count = bytes.remaining();
            int allowed = (int) Math.min(count, free);
            free -= allowed;
            if (allowed == count) {
                return out.write(bytes);
            }
            out.write(bytes.slice(bytes.position(), allowed));
            throw new IOException("No space left on device");
        }

        @Override
        public void sync() throws IOException {
            out.sync();
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
}
