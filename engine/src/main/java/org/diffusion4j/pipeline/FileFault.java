// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pipeline;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;

/** Whatever is refused while a file is read is a fault of that file, and is told with its path and under its own keys. */
final class FileFault {
    private FileFault() {}

    /**
     * Does work on the content of a file.
     *
     * @param file its path
     * @param spelling of keys, from that of recipes to that of the file
     * @throws FormatException for what the work refuses as a value that is not allowed
     */
    static <T> T during(String file, UnaryOperator<String> spelling, Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigException e) {
            throw new FormatException("%s: %s".formatted(file, e.spelled(spelling)), e);
        }
    }

    /** The same for work with what was read, where even the reader of a value no longer knows its file. */
    static <T> T after(String file, UnaryOperator<String> spelling, Supplier<T> work) {
        return during(file, spelling, () -> {
            try {
                return work.get();
            } catch (FormatException e) {
                throw new ConfigException(String.valueOf(e.getMessage()), e);
            }
        });
    }
}
