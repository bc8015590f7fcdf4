// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.FormatException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.Csv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
    private static final PictureReader READER = PictureReader.STANDARD;

    private static byte[] file(String name) {
        try (InputStream in = Objects.requireNonNull(PictureReaderTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<List<String>> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(PictureReaderTest.class.getResourceAsStream("files.csv"))) {
            return Csv.read(in, "files.csv").rows().stream();
        }
    }

    /** WebP leaves the enlarging of its colours to the reader; everything else, JPEG too, comes to the same bits. */
    @ParameterizedTest
    @MethodSource("rows")
    void everyKindIsReadAsPillowReadsIt(List<String> row) {
        Picture picture = READER.decode(file("files/" + row.get(0)), row.get(0));
        assertThat(List.of(picture.width(), picture.height(), picture.channels()))
                .isEqualTo(row.subList(1, 4).stream().map(Integer::parseInt).toList());
        byte[] expected = HexFormat.of().parseHex(row.get(4));
        if (row.get(0).equals("lossy.webp")) {
            assertThat(meanDifference(picture.samples(), expected)).isLessThan(6);
        } else {
            assertThat(picture.samples()).isEqualTo(expected);
        }
    }

    private static double meanDifference(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 255) - (b[i] & 255));
        }
        return (double) sum / a.length;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** 16 bits: v / 65535 · 255, rounded. 0x1234 = 4660 is 18.13, 0x80FF = 33023 is 128.5 less a hair. */
    @Test
    void colorsOfSixteenBitsAreRounded() {
        var model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        var raster = model.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {0x1234, 0x80FF, 0xFFFF});
        Picture picture = READER.decode(png(new BufferedImage(model, raster, false, null)), "x");
        assertThat(picture.samples()).containsExactly(18, (byte) 128, (byte) 255);
    }

    /** The picture covers a part of its canvas: the rest is clear. */
    @Test
    void aGifIsSeenOnItsCanvas() {
        byte[] gif = file("files/palette.gif");
        gif[6] = 30; // the canvas grows from 23 x 17 to 30 x 20
        gif[8] = 20;
        int picture = new String(gif, StandardCharsets.ISO_8859_1).indexOf(",\0\0\0\0\u0017\0\u0011\0");
        gif[picture + 1] = 4;
        gif[picture + 3] = 2;
        Picture plain = READER.decode(file("files/palette.gif"), "x");
        Picture seen = READER.decode(gif, "x");
        assertThat(seen).hasToString("Picture of 30 x 20 pixels with 4 channels");
        assertThat(seen.crop(4, 2, 23, 17).over(Background.BLACK)).isEqualTo(plain);
        assertThat(seen.sample(3, 2, 3)).isZero();
        assertThat(seen.sample(4, 2, 3)).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color.png",
                "baseline.jpg",
                "progressive.jpg",
                "palette.gif",
                "color.bmp",
                "lossless.webp",
                "lossy.webp"
            })
    void aFileThatIsCutShortIsRefused(String name) {
        byte[] whole = file("files/" + name);
        for (int share = 1; share < 10; share++) {
            byte[] cut = Arrays.copyOf(whole, whole.length * share / 10);
            assertThatThrownBy(() -> READER.decode(cut, name))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("'%s' is a damaged ".formatted(name))
                    .hasMessageEndingWith("Replace it by a whole copy, or take it away.");
        }
    }

    @Test
    void aSmallFileThatWouldBecomeLargeIsRefusedBeforeItIsUnpacked() {
        byte[] bomb = png(new BufferedImage(8000, 8001, BufferedImage.TYPE_BYTE_BINARY));
        assertThat(bomb.length).isLessThan(20_000);
        assertThatThrownBy(() -> READER.decode(bomb, "bomb.png"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'bomb.png' has 8000 x 8001 pixels, and at most 64,000,000 are allowed. Make it smaller, or raise the limit.");
        byte[] gif = file("files/palette.gif");
        gif[7] = (byte) 0xFF;
        gif[9] = (byte) 0xFF;
        assertThatThrownBy(() -> READER.decode(gif, "bomb.gif"))
                .hasMessageContaining("and at most 64,000,000 are allowed.");
    }

    /** What the Java library's reader lets through: colours of a palette, the header, the end. */
    @Test
    void aPngWithAChangedPieceOrWithoutItsEndIsRefused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED), "png", out);
        byte[] whole = out.toByteArray();
        int palette = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PLTE");
        assertThat(palette).isPositive();
        for (int at : new int[] {29, palette + 5}) { // the checksum of the header, a colour
            byte[] changed = whole.clone();
            changed[at]++;
            assertThatThrownBy(() -> READER.decode(changed, "a.png"))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(
                            "'a.png' is a damaged PNG file (a checksum differs). Replace it by a whole copy, or take it away.");
        }
        byte[] cut = Arrays.copyOf(whole, whole.length - 12);
        assertThatThrownBy(() -> READER.decode(cut, "a.png"))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'a.png' is a damaged PNG file (it ends early). Replace it by a whole copy, or take it away.");
        assertThat(READER.decode(whole, "a.png").width()).isEqualTo(4);
    }

    @Test
    void wrongFilesAreNamed(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "no picture");
        assertThatThrownBy(() -> READER.read(text))
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        "'%s' does not begin like a picture; PNG, JPEG, GIF, BMP, WebP are read. Convert it, or take it away."
                                .formatted(text));
        assertThatThrownBy(() -> READER.read(folder.resolve("none.png")))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        "'%s' cannot be read (no such file or folder). Check that it exists and that you may read it."
                                .formatted(folder.resolve("none.png")));
        assertThatThrownBy(() -> new PictureReader(100, 5).read(text))
                .hasMessage(
                        "'%s' has more than 5 bytes, which is the most for one picture. Make it smaller, or raise the limit."
                                .formatted(text));
        assertThatThrownBy(() -> new PictureReader(0, 5))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "maxPixels was 0 and maxBytes 5; both must be at least 1. 64,000,000 pixels in 256 MiB are usual.");
    }

    @Test
    void changedBytesGiveAPictureOrASentence() throws IOException {
        SplittableRandom random = new SplittableRandom(9);
        PictureReader small = new PictureReader(1_000_000, 1 << 20);
        List<String> names = rows().map(row -> row.get(0)).toList();
        int read = 0;
        int refused = 0;
        for (int round = 0; round < 1_500; round++) {
            byte[] bytes = file("files/" + names.get(random.nextInt(names.size())));
            for (int i = random.nextInt(6); i >= 0; i--) {
                int reach = random.nextBoolean() ? Math.min(60, bytes.length) : bytes.length;
                bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
            }
            try {
                Picture picture = small.decode(bytes, "x");
                assertThat((long) picture.width() * picture.height()).isLessThanOrEqualTo(1_000_000);
                read++;
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("'x' ");
                refused++;
            }
        }
        assertThat(read).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }
}
