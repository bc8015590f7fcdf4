// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.Path;
import org.bytedeco.pytorch.Device;

/** How fixtures of one {@code kind} are checked. Every size, step count, configuration and name is read from the file. */
@FunctionalInterface
interface FixtureKind {
    /**
     * Checks every number of {@code fixture}.
     *
     * @param folder where the file lies, for the data it refers to
     */
    void verify(Node fixture, Path folder, Device device, Tally tally);
}
