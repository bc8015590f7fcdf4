// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngTest {
    @TempDir
    Path folder;

    private static BufferedImage random(int width, int height, int type, long seed) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
                    // Half noise, half ramp, so that every row filter is the best one somewhere.
                    int sample = x < width / 2 ? random.nextInt(256) : (x * 3 + y * 5 * band) & 255;
                    picture.getRaster().setSample(x, y, band, sample);
                }
            }
        }
        return picture;
    }

    @Test
    void wordsInAnyLanguageComeBackAsTheyWere() {
        Map<String, String> text =
                Map.of("prompt", "\u4e00\u53ea\u732b, eine Katze \uD83D\uDC31\nline two", "seed", "42", "leer", "");
        Path file = folder.resolve("new/deep/cat.png");
        Png.write(file, random(5, 7, BufferedImage.TYPE_INT_RGB, 1), text);
        assertThat(Png.text(file)).isEqualTo(text);
    }

    @Test
    void everyPixelComesBackThroughAnIndependentReader() throws IOException {
        for (int type : new int[] {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_GRAY
        }) {
            BufferedImage picture = random(61, 43, type, type);
            BufferedImage back = ImageIO.read(new ByteArrayInputStream(Png.bytes(picture, Map.of("a", "b"))));
            assertThat(back.getRaster().getNumBands())
                    .isEqualTo(picture.getRaster().getNumBands());
            for (int y = 0; y < 43; y++) {
                for (int x = 0; x < 61; x++) {
                    for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
                        assertThat(back.getRaster().getSample(x, y, band))
                                .isEqualTo(picture.getRaster().getSample(x, y, band));
                    }
                }
            }
        }
    }

    @Test
    void theOrderOfTheWordsDoesNotChangeTheBytes() {
        BufferedImage picture = random(9, 9, BufferedImage.TYPE_INT_RGB, 3);
        Map<String, String> one = new LinkedHashMap<>();
        one.put("b", "2");
        one.put("a", "1");
        assertThat(Png.bytes(picture, one)).isEqualTo(Png.bytes(picture, Map.of("a", "1", "b", "2")));
    }

    @Test
    void wordsOfOtherProgramsAreReadToo() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(packed)) {
            zip.write("packed \u00fc".getBytes(StandardCharsets.ISO_8859_1));
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        PngEncoder encoder = new PngEncoder(file);
        encoder.begin(random(2, 2, BufferedImage.TYPE_INT_RGB, 1));
        encoder.chunk("tEXt", "Author\0Gr\u00fc\u00df".getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("Comment\0\0".getBytes(StandardCharsets.ISO_8859_1));
        body.writeBytes(packed.toByteArray());
        encoder.chunk("zTXt", body.toByteArray());
        encoder.end();
        Map<String, String> text = new PngText("x.png").read(new ByteArrayInputStream(file.toByteArray()));
        assertThat(text).containsEntry("Author", "Gr\u00fc\u00df").containsEntry("Comment", "packed \u00fc");
    }

    @Test
    void damageIsFoundInsteadOfReadThrough() throws IOException {
        byte[] good = Png.bytes(random(20, 20, BufferedImage.TYPE_INT_RGB, 5), Map.of("seed", "12345"));
        Path file = folder.resolve("bad.png");
        Random random = new Random(6);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length - 12)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThatThrownBy(() -> Png.text(file)).isInstanceOf(FormatException.class);
            Files.write(file, Arrays.copyOf(good, random.nextInt(good.length - 12)));
            assertThatThrownBy(() -> Png.text(file)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void theSentencesSayWhatToDo() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "no picture at all");
        assertThatThrownBy(() -> Png.text(file))
                .isInstanceOf(FormatException.class)
                .hasMessage("'%s' is not a PNG file: its first eight bytes differ. Give a .png file.".formatted(file));
        byte[] good = Png.bytes(random(2, 2, BufferedImage.TYPE_INT_RGB, 5), Map.of("seed", "1"));
        Files.write(file, Arrays.copyOf(good, 40));
        assertThatThrownBy(() -> Png.text(file))
                .hasMessage("'%s' is a damaged PNG file: it ends too early. Write or fetch the file again."
                        .formatted(file));
        assertThatThrownBy(() -> Png.text(folder.resolve("none.png")))
                .isInstanceOf(StorageException.class)
                .hasMessage("'%s' cannot be read (NoSuchFileException). Check that it exists and that you may read it."
                        .formatted(folder.resolve("none.png")));
        BufferedImage picture = random(2, 2, BufferedImage.TYPE_INT_RGB, 5);
        assertThatThrownBy(() -> Png.write(file, picture, Map.of(" x", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "' x' cannot be a keyword in a PNG file: 1 to 79 printable Latin-1 characters, single spaces inside only. Choose a short name such as 'seed'.");
        assertThatThrownBy(() -> Png.write(file, picture, Map.of("x", "a\0b")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The text for 'x' in a PNG file has a character NUL or half a surrogate pair, which PNG cannot hold. Remove it.");
    }

    @Test
    void aPathBelowAFileIsRefusedAndTheOldFileStays() throws IOException {
        BufferedImage picture = random(2, 2, BufferedImage.TYPE_INT_RGB, 5);
        Path block = Files.writeString(folder.resolve("block"), "old");
        assertThatThrownBy(() -> Png.write(block.resolve("x.png"), picture))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "The folder '%s' cannot be created (a file stands where a folder is needed). Choose a path below a folder that you may write."
                                .formatted(block));
        assertThatThrownBy(() -> Png.write(folder, picture))
                .isInstanceOf(StorageException.class)
                .hasMessage("A picture cannot be written to '%s' because that is a folder. Add a file name."
                        .formatted(folder));
        assertThat(block).hasContent("old");
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "'%s' cannot be written (No space left on device). Check the space and your rights there, or choose another path."
                                .formatted(file));
        assertThat(file).hasContent("old");
        Png.write(file, random(2, 2, BufferedImage.TYPE_INT_RGB, 5));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
