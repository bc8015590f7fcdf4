// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixtureSetTest {
    private static final String FOLDER = "org/diffusion4j/fixtures/";

    @TempDir
    private Path folder;

    @Test
    void aSetInAJarIsUnpackedAndRemovedAfterwards() throws IOException {
        Path jar = folder.resolve("프로그램 1.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : new String[] {"seeds/tables.json", "seeds/deep/er/data.bin"}) {
                out.putNextEntry(new JarEntry(FOLDER + name));
                out.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        Path root;
        try (FixtureSet set = FixtureSet.at(URI.create("jar:" + jar.toUri() + "!/" + FOLDER + "seeds/tables.json")
                .toURL())) {
            root = set.root();
            assertThat(root.resolve("seeds/tables.json")).hasContent("seeds/tables.json");
            assertThat(root.resolve("seeds/deep/er/data.bin")).hasContent("seeds/deep/er/data.bin");
        }
        assertThat(root).doesNotExist();
        assertThat(jar).exists();
    }

    @Test
    void aFolderOfTheUsersOwnStays() {
        FixtureSet set = FixtureSet.below(folder);
        assertThat(set.root()).isEqualTo(folder);
        set.close();
        assertThat(folder).exists();
    }
}
