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
     * @param file where the fixture was read, for the data beside it
     */
    void verify(Node fixture, Path file, Device device, Tally tally);
}
