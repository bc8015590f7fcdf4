// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that this process may use, in bytes; {@link #UNKNOWN} where the platform does not tell. Read from Linux's
 * own files, a few microseconds each, because it is asked before every start of the native library.
 *
 * @param physical of the machine
 * @param limit of the control group (container) around this process; {@link #UNKNOWN} where there is none
 * @param available without swapping and below the limit
 */
record Memory(long physical, long limit, long available) {
    /** Not told by the platform. */
    static final long UNKNOWN = -1;

    static Memory ofProcess() {
        return read(Path.of("/"));
    }

    /** The same below another root: what a test gives. */
    static Memory read(Path root) {
        long physical = kibibytes(root, "MemTotal:");
        long available = kibibytes(root, "MemAvailable:");
        long limit = UNKNOWN;
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3); // number, controllers, path
            if (parts.length < 3 || !(parts[1].isEmpty() || parts[1].equals("memory"))) {
                continue;
            }
            boolean unified = parts[1].isEmpty();
            Path top = root.resolve(unified ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
            String max = unified ? "memory.max" : "memory.limit_in_bytes";
            String current = unified ? "memory.current" : "memory.usage_in_bytes";
            // every group above has a limit of its own; inside a container the path itself may not be visible
            for (Path group = top.resolve(parts[2].substring(1)); group.startsWith(top); group = group.getParent()) {
                long most = number(group.resolve(max));
                if (most == UNKNOWN || (physical != UNKNOWN && most >= physical)) {
                    continue;
                }
                limit = limit == UNKNOWN ? most : Math.min(limit, most);
                long used = number(group.resolve(current));
                if (used != UNKNOWN) {
                    long free = Math.max(0, most - used + reclaimable(group));
                    available = available == UNKNOWN ? free : Math.min(available, free);
                }
            }
        }
        return new Memory(physical, limit, available);
    }

    /** File pages that the kernel drops when the group needs room. */
    private static long reclaimable(Path group) {
        for (String line : lines(group.resolve("memory.stat"))) {
            if (line.startsWith("inactive_file ")) {
                return Long.parseLong(line.substring(line.indexOf(' ') + 1).strip());
            }
        }
        return 0;
    }

    private static long kibibytes(Path root, String key) {
        for (String line : lines(root.resolve("proc/meminfo"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return UNKNOWN;
    }

    /** UNKNOWN for a missing file and for "max". */
    private static long number(Path file) {
        List<String> lines = lines(file);
        return lines.size() == 1 && lines.get(0).matches("\\d{1,18}") ? Long.parseLong(lines.get(0)) : UNKNOWN;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            // Not every kernel lets every file be read; what is not told is unknown.
            return List.of();
        }
    }
}
