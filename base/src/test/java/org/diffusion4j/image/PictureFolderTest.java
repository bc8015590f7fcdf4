// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    @TempDir
    Path root;

    private void put(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    @Test
    void subFoldersAreClassesAndWhatIsNoPictureIsListed() throws IOException {
        put("dog/b.PNG");
        put("dog/a.jpeg");
        put("cat/deep/er/c.webp");
        put("cat/notes.txt");
        put("cat/.hidden.png");
        put("empty/readme.md");
        put("beside.gif");
        PictureFolder folder = PictureFolder.scan(root);
        assertThat(folder.classes()).containsExactly("cat", "dog");
        assertThat(folder.entries())
                .containsExactly(
                        new PictureFolder.Entry(root.resolve("cat/deep/er/c.webp"), 0),
                        new PictureFolder.Entry(root.resolve("dog/a.jpeg"), 1),
                        new PictureFolder.Entry(root.resolve("dog/b.PNG"), 1));
        assertThat(folder.skipped().stream().map(Skipped::toString))
                .containsExactlyInAnyOrder(
                        "cat/.hidden.png: it is hidden",
                        "cat/notes.txt: its name does not end like that of a picture",
                        "empty/readme.md: its name does not end like that of a picture",
                        "empty: no picture in this folder",
                        "beside.gif: it lies beside the folders of the classes");
    }

    @Test
    void aFolderWithoutSubFoldersHasNoClasses() throws IOException {
        put("b.bmp");
        put("a.png");
        PictureFolder folder = PictureFolder.scan(root);
        assertThat(folder.classes()).isEmpty();
        assertThat(folder.entries().stream()
                        .map(entry -> entry.file().getFileName().toString()))
                .containsExactly("a.png", "b.bmp");
        assertThat(folder.skipped()).isEmpty();
    }

    @Test
    void linksToFoldersAreNotFollowed() throws IOException {
        put("cat/a.png");
        Files.createSymbolicLink(root.resolve("cat/again"), root.resolve("cat"));
        assertThat(PictureFolder.scan(root).skipped())
                .containsExactly(new Skipped("cat/again", "a link to a folder could lead in a circle"));
    }

    @Test
    void nothingToReadIsSaid() throws IOException {
        put("notes.txt");
        assertThatThrownBy(() -> PictureFolder.scan(root))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "there is no picture in the folder '%s' (1 other files); a picture ends with .png, .jpg, .jpeg, .gif, .bmp, .webp. Check the path."
                                .formatted(root));
        assertThatThrownBy(() -> PictureFolder.scan(root.resolve("none")))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "the folder '%s' cannot be read (no such file or folder). Check that it exists and that you may read it."
                                .formatted(root.resolve("none")));
    }
}
