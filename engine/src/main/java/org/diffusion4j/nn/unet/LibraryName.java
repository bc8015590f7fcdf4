// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.unet;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A choice that diffusers' files name. */
public interface LibraryName {
    /** As the library calls it. */
    default String libraryName() {
        return toString().toLowerCase(Locale.ROOT);
    }

    /** The choices under the library's names. */
    @SafeVarargs
    static <E extends LibraryName> Map<String, E> of(E... choices) {
        Map<String, E> byName = new TreeMap<>();
        for (E choice : choices) {
            byName.put(choice.libraryName(), choice);
        }
        return byName;
    }
}
