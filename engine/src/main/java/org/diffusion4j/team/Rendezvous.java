// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.team;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffusion4j.error.ConfigException;

/** Where processes that train together meet. */
public sealed interface Rendezvous {
    /**
     * On one machine: a file that does not exist yet, in a folder of the user's own. No port is opened for it.
     *
     * @param file its path
     */
    record InFile(Path file) implements Rendezvous {
        @Override
        public String toString() {
            return FILE + file;
        }
    }

    /**
     * On several machines: where the leader listens.
     *
     * @param host name or address of the leader's machine, as the others reach it
     * @param port 1 to 65535
     */
    record AtPort(String host, int port) implements Rendezvous {
        @Override
        public String toString() {
            return "%s:%d".formatted(host, port);
        }
    }

    /** How the text of a file's begins. */
    String FILE = "file:";

    /** Host and port; an IPv6 address stands in brackets. */
    Pattern AT_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]\\s]+):(\\d{1,5})");

    /**
     * From its text, such as {@code 10.0.0.1:29500}.
     *
     * @throws ConfigException if it is none
     */
    static Rendezvous of(String text) {
        if (text.startsWith(FILE)) {
            return new InFile(Path.of(text.substring(FILE.length())));
        }
        Matcher parts = AT_PORT.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (port < 1 || port > 65535) {
            throw new ConfigException(
                    "a rendezvous is HOST:PORT with a port of 1 to 65535, but '%s' was given. For example: --rendezvous 10.0.0.1:29500."
                            .formatted(text));
        }
        return new AtPort(parts.group(1).replaceAll("[\\[\\]]", ""), port);
    }
}
