// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files and folders that a fixture names: beside it or below, nowhere else. */
final class BesideFixture {
    private BesideFixture() {}

    static Path of(Path fixture, String name) {
        try {
            Path path = fixture.resolveSibling(name).normalize();
            Path folder = fixture.toAbsolutePath().normalize().getParent();
            if (folder != null && path.toAbsolutePath().startsWith(folder)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new FixtureException("'%s' is no file name".formatted(name), e);
        }
        throw new FixtureException("the file '%s' does not lie beside the fixture or below".formatted(name));
    }
}
