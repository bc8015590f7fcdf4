// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.util.Map;
import org.diffusion4j.error.FormatException;

/**
 * The classes and functions that a pickle may name beside those of plain data, and what stands for them here: a
 * {@link PickleFunction} for what is called, any other value for what is only mentioned. Python would import and run
 * whatever is named; here the names are keys of a table.
 */
@FunctionalInterface
public interface PickleGlobals {
    /**
     * What stands for a name.
     *
     * @param name module and name with a dot between, such as {@code torch.FloatStorage}
     * @throws FormatException if the name is not allowed, in a sentence that names it
     */
    Object find(String name);

    /**
     * A table that answers every other name with a sentence.
     *
     * @param file how the sentence calls the input
     * @param allowed what names stand for
     */
    static PickleGlobals of(String file, Map<String, ?> allowed) {
        return name -> {
            Object value = allowed.get(name);
            if (value == null) {
                throw new FormatException(
                        "%s holds an object of the class %s, and only plain data are read. Save it in Python as dicts, lists, numbers and texts."
                                .formatted(file, FormatException.shown(name)));
            }
            return value;
        };
    }
}
