// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
    private static final String MEMINFO = "MemTotal:       8388608 kB\nMemFree:  100 kB\nMemAvailable:    4194304 kB\n";

    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void withoutAGroupTheMachineDecides() throws IOException {
        file("proc/meminfo", MEMINFO);
        assertThat(Memory.read(root)).isEqualTo(new Memory(8L << 30, Memory.UNKNOWN, 4L << 30));
    }

    @Test
    void theTightestGroupAroundTheProcessDecides() throws IOException {
        file("proc/meminfo", MEMINFO);
        file("proc/self/cgroup", "0::/outer/inner\n");
        file("sys/fs/cgroup/outer/memory.max", "1073741824\n");
        file("sys/fs/cgroup/outer/memory.current", "900000000\n");
        file("sys/fs/cgroup/outer/memory.stat", "anon 5\ninactive_file 100000000\n");
        file("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        file("sys/fs/cgroup/outer/inner/memory.current", "5\n");
        assertThat(Memory.read(root)).isEqualTo(new Memory(8L << 30, 1L << 30, 1073741824L - 900000000L + 100000000L));
    }

    @Test
    void theFirstVersionOfGroupsIsReadToo() throws IOException {
        file("proc/meminfo", MEMINFO);
        file("proc/self/cgroup", "9:name=systemd:/\n4:memory:/host/path/not/seen/here\n0::/\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", "536870000\n");
        assertThat(Memory.read(root)).isEqualTo(new Memory(8L << 30, 512L << 20, 912));
    }

    @Test
    void aLimitAboveTheMachineIsNone() throws IOException {
        file("proc/meminfo", MEMINFO);
        file("proc/self/cgroup", "4:memory:/\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n");
        assertThat(Memory.read(root).limit()).isEqualTo(Memory.UNKNOWN);
    }

    @Test
    void elsewhereItIsUnknown() {
        assertThat(Memory.read(root)).isEqualTo(new Memory(Memory.UNKNOWN, Memory.UNKNOWN, Memory.UNKNOWN));
    }
}
