// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.pickle;

import java.util.List;

/** What a pickle may call by a name that {@link PickleGlobals} allows. */
@FunctionalInterface
public interface PickleFunction {
    /**
     * The value that stands for the call. The arguments come from a stranger: check their number, types and ranges.
     *
     * @throws org.diffusion4j.error.FormatException if they do not fit
     */
    Object call(List<?> arguments);
}
