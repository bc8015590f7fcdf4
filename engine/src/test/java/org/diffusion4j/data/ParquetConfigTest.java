// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading itself is tested in the optional module. */
class ParquetConfigTest {
    @TempDir
    private Path folder;

    @Test
    void withoutTheOptionalModuleTheWayToItIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("train-00000-of-00001.parquet"), "PAR1");
        for (Path path : new Path[] {file, folder}) {
            DataConfig config = DataPath.of(path.toString(), "size=16");
            assertThat(config).isInstanceOf(ParquetConfig.class);
            assertThatThrownBy(() -> config.create(0))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "Parquet files are read by the optional module diffusion4j-parquet, and this program was built without it. Build it with D4J_MAVEN_ARGS=-Pparquet, or put the module on the class path.");
        }
    }

    @Test
    void valuesAreCheckedWithoutTheModule() {
        assertThatThrownBy(() -> DataPath.of(
                        Files.writeString(folder.resolve("a.parquet"), "").toString(), "size=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("size must lie in 1 to 4096 but was 0.");
    }
}
