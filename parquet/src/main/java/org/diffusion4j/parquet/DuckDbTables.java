// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.parquet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffusion4j.data.PictureTable;
import org.diffusion4j.data.PictureTables;
import org.diffusion4j.error.FormatException;

/** Parquet files by DuckDB, which reads every compression that the hubs of data sets use. */
public final class DuckDbTables implements PictureTables {
    /** For {@link java.util.ServiceLoader}. */
    public DuckDbTables() {}

    @Override
    public PictureTable open(List<Path> files, Optional<String> picture, Optional<String> label) {
        files.forEach(DuckDbTables::requirePlain);
        return DuckDbTable.open(files, picture, label);
    }

    /** In a name with these signs DuckDB would look for several files. */
    private static void requirePlain(Path file) {
        if (file.toString().matches(".*[*?\\[].*")) {
            throw new FormatException(
                    "'%s' has one of the signs * ? [ in its name, which Parquet files cannot be opened with. Rename it."
                            .formatted(file));
        }
    }
}
