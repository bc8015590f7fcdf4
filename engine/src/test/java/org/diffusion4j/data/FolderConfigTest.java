// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.image.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderConfigTest {
    @TempDir
    Path folder;

    private PictureSource open(String... settings) {
        return (PictureSource) DataPath.of(folder.toString(), settings).create(0);
    }

    private void paint() throws IOException {
        Painted.png(folder.resolve("cat/a.png"), 40, 20, 0xFF0000);
        Painted.png(folder.resolve("dog/b.png"), 8, 8, 0x00FF00);
        Painted.png(folder.resolve("dog/c.png"), 9, 30, 0x0000FF);
        Files.write(folder.resolve("dog/damaged.png"), Files.readAllBytes(folder.resolve("dog/b.png")));
        byte[] bytes = Files.readAllBytes(folder.resolve("dog/damaged.png"));
        Files.write(folder.resolve("dog/damaged.png"), Arrays.copyOf(bytes, bytes.length / 2));
        Files.writeString(folder.resolve("dog/notes.txt"), "no picture");
    }

    @Test
    void picturesOfAnySizeBecomeItemsOfOneSizeAndDamageIsListed() throws IOException {
        paint();
        for (boolean keep : new boolean[] {true, false}) {
            PictureSource source = open("size=16", "keep=" + keep);
            assertThat(source.itemShape()).containsExactly(3, 16, 16);
            assertThat(source.classes()).containsExactly("cat", "dog");
            float[] red = Painted.item(source, 0);
            assertThat(red[0]).isEqualTo(1);
            assertThat(red[256]).isEqualTo(-1);
            assertThat(source.label(1)).isEqualTo(1);
            assertThat(source.picture(1).sample(3, 3, 1)).isEqualTo(255);
        }
        PictureSource kept = open();
        assertThat(kept.size()).isEqualTo(3);
        assertThat(kept.skipped().get(0)).hasToString("dog/notes.txt: its name does not end like that of a picture");
        assertThat(kept.skipped().get(1).toString())
                .startsWith(
                        "dog/damaged.png: '%s' is a damaged PNG file (".formatted(folder.resolve("dog/damaged.png")));
        PictureSource lazy = open("keep=false");
        assertThat(lazy.size()).isEqualTo(4);
        assertThatThrownBy(() -> Painted.item(lazy, 3)).isInstanceOf(FormatException.class);
        assertThat(lazy.fingerprint()).matches("crc32c:[0-9a-f]{8}");
    }

    @Test
    void shapeAndBackgroundAreInTheRecipe() throws IOException {
        paint();
        Picture padded = open("size=8", "fit=pad", "background=\"#102030\"").picture(0);
        assertThat(new int[] {padded.sample(0, 0, 0), padded.sample(0, 0, 1), padded.sample(0, 0, 2)})
                .containsExactly(0x10, 0x20, 0x30);
        assertThat(padded.sample(4, 4, 0)).isEqualTo(255);
        assertThat(open("size=8", "color=grey", "classes=[cat]").itemShape()).containsExactly(1, 8, 8);
        PictureSource exact = open("size=8", "fit=exact");
        assertThat(exact.size()).isEqualTo(1);
        assertThat(exact.skipped().toString())
                .contains("the picture has 40 x 20 pixels, and fit: exact takes 8 x 8 only.");
    }

    @Test
    void keptAndUnkeptPicturesAreTheSame() throws IOException {
        paint();
        Files.delete(folder.resolve("dog/damaged.png"));
        for (int item = 0; item < 3; item++) {
            assertThat(open("keep=false").picture(item)).isEqualTo(open().picture(item));
        }
    }

    @Test
    void wrongValuesAreAnsweredInASentence() throws IOException {
        Files.writeString(folder.resolve("a.png"), "no picture");
        assertThatThrownBy(() -> open())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(
                        "none of the 1 pictures in '%s' can be used; the first: a.png: ".formatted(folder));
        assertThatThrownBy(() -> open("size=0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("size must lie in 1 to 4096 but was 0. 32 and 64 are usual.");
        assertThatThrownBy(() -> open("background=snow"))
                .hasMessageContaining("background must be white, black, grey or");
        assertThatThrownBy(() -> open("fit=crob")).hasMessageContaining("Did you mean 'crop'?");
        assertThatThrownBy(() -> open("sise=3")).hasMessageContaining("Did you mean 'size'?");
    }

    @Test
    void memoryIsAskedForBeforeItIsTaken() {
        assertThatThrownBy(() -> HeapPictures.of(1 << 20, 3, 4096, 4096, item -> {
                    throw new IllegalStateException("never made");
                }))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "the pictures would take [0-9,]+ MB of memory, and [0-9,]+ MB are there for them\\. Set keep: false, make an array file with 'd4j data convert', or give Java more with D4J_JAVA_OPTS=-Xmx8g\\.");
    }
}
