// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.error.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GifTest {
    @TempDir
    Path folder;

    /** A dot that walks to the right over white paper with a soft edge. */
    private static BufferedImage walking(int step) {
        BufferedImage picture = Pixels.paper(120, 60);
        Graphics2D g = Pixels.graphics(picture);
        g.setColor(Ink.ACCENT);
        g.fillOval(5 + 9 * step, 20, 20, 20);
        g.dispose();
        return picture;
    }

    private record Read(List<BufferedImage> frames, List<String> delays, List<byte[]> loops) {}

    /** Reads a file back through the reader of the JDK and lays each frame over the ones before it. */
    private static Read read(Path file) throws IOException {
        Read read = new Read(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            BufferedImage canvas = null;
            for (int i = 0; i < reader.getNumImages(true); i++) {
                BufferedImage frame = reader.read(i);
                canvas = canvas == null ? Pixels.paper(frame.getWidth(), frame.getHeight()) : copy(canvas);
                canvas.createGraphics().drawImage(frame, 0, 0, null);
                read.frames.add(canvas);
                var root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                var control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                read.delays.add(control.getAttribute("delayTime"));
                var loops = root.getElementsByTagName("ApplicationExtension");
                for (int k = 0; k < loops.getLength(); k++) {
                    read.loops.add((byte[]) ((IIOMetadataNode) loops.item(k)).getUserObject());
                }
            }
        } finally {
            reader.dispose();
        }
        return read;
    }

    private static BufferedImage copy(BufferedImage picture) {
        BufferedImage copy = Pixels.paper(picture.getWidth(), picture.getHeight());
        copy.createGraphics().drawImage(picture, 0, 0, null);
        return copy;
    }

    @Test
    void framesDelaysAndTheEndlessLoopComeBack() throws IOException {
        Path file = folder.resolve("a/b/walk.gif");
        Gif.write(file, 10, GifTest::walking, FrameTiming.usual());
        Read read = read(file);
        assertThat(read.frames).hasSize(10);
        assertThat(read.delays).containsExactly("10", "10", "10", "10", "10", "10", "10", "10", "10", "100");
        assertThat(read.loops).hasSize(1);
        assertThat(read.loops.get(0)).containsExactly(1, 0, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(Pixels.rgb(read.frames.get(i))).as("frame %d", i).isEqualTo(Pixels.rgb(walking(i)));
        }
    }

    @Test
    void theSameFramesGiveTheSameBytes() throws IOException {
        Path one = folder.resolve("1.gif");
        Path two = folder.resolve("2.gif");
        List<BufferedImage> frames = List.of(walking(0), walking(1), walking(2));
        Gif.write(one, frames, FrameTiming.usual());
        Gif.write(two, frames, FrameTiming.usual());
        assertThat(one).hasSameBinaryContentAs(two);
    }

    @Test
    void manyColoursKeepTheirBackgroundExactlyAndTheRestClosely() throws IOException {
        Random random = new Random(2);
        List<BufferedImage> frames = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            BufferedImage picture = Pixels.paper(200, 100);
            for (int i = 0; i < 4000; i++) {
                int rgb = ColorMap.IRIS.rgb(random.nextDouble());
                picture.setRGB(random.nextInt(200), random.nextInt(80), Pixels.mix(0xFFFFFF, rgb, random.nextDouble()));
            }
            frames.add(picture);
        }
        Path file = folder.resolve("many.gif");
        Gif.write(file, frames, FrameTiming.usual());
        Read read = read(file);
        for (int k = 0; k < 3; k++) {
            int[] before = Pixels.rgb(frames.get(k));
            int[] after = Pixels.rgb(read.frames.get(k));
            double error = 0;
            int coloured = 0;
            for (int i = 0; i < before.length; i++) {
                if (before[i] == 0xFFFFFF) {
                    assertThat(after[i]).isEqualTo(0xFFFFFF);
                } else {
                    coloured++;
                    for (int shift = 0; shift <= 16; shift += 8) {
                        error += Math.abs((before[i] >> shift & 255) - (after[i] >> shift & 255)) / 3.0;
                    }
                }
            }
            assertThat(error / coloured).isLessThan(8);
        }
    }

    @Test
    void fewColoursAreAllExact() {
        Palette palette = Palette.of(List.of(new int[] {0x123456, 0, 0xFFFFFF, 0x123456}));
        assertThat(palette.size()).isEqualTo(3);
        assertThat(palette.rgb(palette.indexOf(0x123456))).isEqualTo(0x123456);
        assertThat(palette.rgb(palette.indexOf(0xFEFEFE))).isEqualTo(0xFFFFFF);
        assertThat(palette.unchanged()).isEqualTo(3);
    }

    @Test
    void wrongInputIsRefusedInSentencesAndLeavesNoFile() throws IOException {
        Path file = folder.resolve("x.gif");
        assertThatThrownBy(() -> Gif.write(file, List.of(), FrameTiming.usual()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("An animation of 0 pictures was asked for and needs at least 1. Give more pictures.");
        assertThatThrownBy(() -> Gif.write(file, List.of(walking(0), Pixels.paper(9, 9)), FrameTiming.usual()))
                .isInstanceOf(ShapeException.class)
                .hasMessage(
                        "Picture 1 of the animation has 9 x 9 pixels, the first has 120 x 60. Make all of one size.");
        assertThatThrownBy(() -> new FrameTiming(Duration.ofMillis(15), Duration.ofSeconds(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "A frame of a GIF was to stay 15 ms; whole multiples of 10 ms from 20 to 655350 are possible. 100 ms is usual.");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        Path block = Files.writeString(folder.resolve("block"), "old");
        assertThatThrownBy(() -> Gif.write(block.resolve("x.gif"), List.of(walking(0)), FrameTiming.usual()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Choose a path below a folder that you may write.");
    }
}
