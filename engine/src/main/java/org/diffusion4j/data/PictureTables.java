// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.diffusion4j.error.ConfigException;

/**
 * Reads files of tables whose rows hold a picture file each: Parquet as the hubs of data sets have it. The reader is an optional
 * module, found as a service.
 */
public interface PictureTables {
    /**
     * Opens files as one table, rows in the order of the files. The caller closes it.
     *
     * @param picture column of the pictures; the only one that can be it if absent
     * @param label column of the labels; {@code label} if absent and there
     * @throws org.diffusion4j.error.FormatException if a file is none of the kind, or has no such columns
     */
    PictureTable open(List<Path> files, Optional<String> picture, Optional<String> label);

    /**
     * The reader of this program.
     *
     * @throws ConfigException if it was built without one
     */
    static PictureTables ofProgram() {
        return ServiceLoader.load(PictureTables.class)
                .findFirst()
                .orElseThrow(
                        () -> new ConfigException(
                                "Parquet files are read by the optional module diffusion4j-parquet, and this program was built without it. Build it with D4J_MAVEN_ARGS=-Pparquet, or put the module on the class path."));
    }
}
