// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "d4j %s (Java %s, %s-%s)"
                    .formatted(
                            version == null ? "development" : version,
                            System.getProperty("java.version"),
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"))
        };
    }
}
