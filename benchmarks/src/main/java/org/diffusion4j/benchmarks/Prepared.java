// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.nio.file.Path;

/** A subject's network with first values on the disk, so that a process which samples from it does nothing else; to be closed. */
final class Prepared implements AutoCloseable {
    private final Path folder = FreshModel.folder("d4j-benchmark");
    private final Path path;

    /** With further values of its recipe replaced. */
    Prepared(Subject subject, String... overrides) {
        try {
            path = ImageSteps.prepare(subject, folder, overrides);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What {@link ImageSteps#of(Subject, int, Path)} reads. */
    Path path() {
        return path;
    }

    /** Deletes it. */
    @Override
    public void close() {
        FreshModel.delete(folder);
    }
}
