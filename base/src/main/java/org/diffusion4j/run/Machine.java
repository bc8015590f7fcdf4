// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** What the platform tells about the machine; "unknown" where it tells nothing. */
final class Machine {
    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /** The machine's name in its network. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // Only a name for people to read: a machine without one still trains.
            return UNKNOWN;
        }
    }

    static String os() {
        return Stream.of("os.name", "os.version", "os.arch")
                .map(key -> System.getProperty(key, UNKNOWN))
                .reduce((a, b) -> a + " " + b)
                .orElse(UNKNOWN);
    }

    static String java() {
        return System.getProperty("java.vm.name", UNKNOWN) + " " + Runtime.version();
    }

    /** The processor's own name on Linux and Windows, its architecture elsewhere. */
    static String cpu() {
        Path linux = Path.of("/proc/cpuinfo");
        if (Files.isReadable(linux)) {
            try (Stream<String> lines = Files.lines(linux)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch", UNKNOWN));
            } catch (IOException e) {
                return UNKNOWN;
            }
        }
        return Objects.requireNonNullElse(
                System.getenv("PROCESSOR_IDENTIFIER"), System.getProperty("os.arch", UNKNOWN));
    }

    /** Memory of the machine or of the container around this process; 0 where unknown. */
    static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : 0;
    }
}
