// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.config.sample.SpiralRecipe;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeSourceTest {
    @TempDir
    Path folder;

    @Test
    void aMissingFileIsToldWithTheFolderThatWasSearched() {
        Path file = folder.resolve("none.yaml");
        assertThatThrownBy(() -> RecipeSource.ofFile(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("%s: there is no such file. Check the path; it was looked for in %s.", file, folder);
    }

    @Test
    void aFolderIsNoRecipe() {
        assertThatThrownBy(() -> RecipeSource.ofFile(folder))
                .hasMessage(
                        "%s: this is a folder, and a recipe is a file. Give the path of a recipe inside it.", folder);
    }

    @Test
    void aFileOfOneMebibyteIsReadAndALargerOneIsNot() throws IOException {
        Path file = folder.resolve("big.yaml");
        Files.writeString(file, "#".repeat(RecipeSource.MAX_BYTES));
        assertThat(RecipeSource.ofFile(file).text()).hasSize(RecipeSource.MAX_BYTES);

        Files.writeString(file, "#".repeat(RecipeSource.MAX_BYTES + 1));
        String sentence = "%s: the file is larger than 1 MiB, which no recipe is. Check that it is the right file.";
        assertThatThrownBy(() -> RecipeSource.ofFile(file)).hasMessage(sentence, file);
        assertThatThrownBy(() -> RecipeSource.ofText("text", "#".repeat(RecipeSource.MAX_BYTES + 1)))
                .hasMessage(sentence, "text");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, "name: Möbius".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> RecipeSource.ofFile(file))
                .hasMessage("%s: this is not a text in UTF-8. A recipe is a YAML text; save it as UTF-8.", file);
    }

    @Test
    void aFileThatCannotBeReadIsToldWithTheReason() throws IOException {
        Path file = folder.resolve("loop.yaml");
        Files.createSymbolicLink(file, file.getFileName());
        assertThatThrownBy(() -> RecipeSource.ofFile(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": the file cannot be read (")
                .hasMessageEndingWith(". Check its permissions.");
    }

    @Test
    void aShippedRecipeIsFoundBesideItsClass() {
        RecipeSource source = RecipeSource.ofResource(SpiralRecipe.class, "spiral.yaml");
        assertThat(source.name()).isEqualTo("spiral.yaml");
        assertThat(RecipeReader.read(SpiralRecipe.class, source).name()).isEqualTo("나선 spiral");
        assertThatThrownBy(() -> RecipeSource.ofResource(SpiralRecipe.class, "helix.yaml"))
                .hasMessage("helix.yaml: no recipe of this name ships with the program. Check the name.");
    }

    @Test
    void aPathWithSpacesAndKoreanTextIsAPath() throws IOException {
        Path file = Files.createDirectories(folder.resolve("my 레시피")).resolve("나선 1.yaml");
        Files.writeString(file, "name: a\ntrain: {steps: x}\n");
        assertThatThrownBy(() -> RecipeReader.read(SpiralRecipe.class, RecipeSource.ofFile(file)))
                .hasMessageStartingWith(file + ":2:9: train.steps: ");
    }
}
