// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

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
            for (Group group : Group.around(root, line)) {
                long most = number(group.folder().resolve(group.most()));
                if (most == UNKNOWN || (physical != UNKNOWN && most >= physical)) {
                    continue; // no limit of its own
                }
                limit = lower(limit, most);
                long used = number(group.folder().resolve(group.used()));
                if (used != UNKNOWN) {
                    available = lower(available, Math.max(0, most - used + reclaimable(group.folder())));
                }
            }
        }
        return new Memory(physical, limit, available);
    }

    /** A control group and the names of its two files, which differ between the versions 1 and 2. */
    private record Group(Path folder, String most, String used) {
        /** The group of a line {@code number:controllers:path} and all around it: each has a limit of its own. */
        static List<Group> around(Path root, String line) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3 || !(parts[1].isEmpty() || parts[1].equals("memory"))) {
                return List.of();
            }
            boolean isSecond = parts[1].isEmpty();
            Path top = root.resolve(isSecond ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
            // inside a container the path may be that of the host and not be there: the top then is the group
            return Stream.<Path>iterate(top.resolve(parts[2].substring(1)), Objects::nonNull, Path::getParent)
                    .takeWhile(folder -> folder.startsWith(top))
                    .map(folder -> isSecond
                            ? new Group(folder, "memory.max", "memory.current")
                            : new Group(folder, "memory.limit_in_bytes", "memory.usage_in_bytes"))
                    .toList();
        }
    }

    private static long lower(long known, long other) {
        return known == UNKNOWN ? other : Math.min(known, other);
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
