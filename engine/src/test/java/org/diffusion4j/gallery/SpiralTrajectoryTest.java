// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpiralTrajectoryTest {
    @TempDir
    Path folder;

    private record Read(List<BufferedImage> frames, List<String> delays, int loops) {}

    private static Read read(Path file) throws IOException {
        List<BufferedImage> frames = new ArrayList<>();
        List<String> delays = new ArrayList<>();
        int loops = 0;
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            for (int i = 0; i < reader.getNumImages(true); i++) {
                BufferedImage changes = reader.read(i);
                BufferedImage frame =
                        new BufferedImage(changes.getWidth(), changes.getHeight(), BufferedImage.TYPE_INT_RGB);
                Graphics2D g = frame.createGraphics();
                if (i > 0) {
                    g.drawImage(frames.get(i - 1), 0, 0, null);
                }
                g.drawImage(changes, 0, 0, null);
                g.dispose();
                frames.add(frame);
                var root = (IIOMetadataNode) reader.getImageMetadata(i).getAsTree("javax_imageio_gif_image_1.0");
                var control = (IIOMetadataNode)
                        root.getElementsByTagName("GraphicControlExtension").item(0);
                delays.add(control.getAttribute("delayTime"));
                loops += root.getElementsByTagName("ApplicationExtension").getLength();
            }
        } finally {
            reader.dispose();
        }
        return new Read(frames, delays, loops);
    }

    /** From noise to the spiral along straight lines. */
    private static List<float[]> journey(int points, int frames) {
        float[] end = Spiral.noisy(points, 0.04, 1);
        float[] start = new float[end.length];
        RandomStream.of(2, "noise").fillNormal(start, 0, start.length);
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            float share = (float) i / (frames - 1);
            float[] frame = new float[end.length];
            for (int k = 0; k < frame.length; k++) {
                frame[k] = (1 - share) * start[k] + share * end[k];
            }
            all.add(frame);
        }
        return all;
    }

    @Test
    void theAnimationHasItsFramesTenASecondAndHoldsTheLastOne() throws IOException {
        Path gif = folder.resolve("pictures/ddpm_toy.gif");
        List<Integer> told = new ArrayList<>();
        int[] done = {10, 20, 30, 40, 50, 60, 70};
        SpiralTrajectory.write(gif, journey(256, 7), done, 70, told::add);
        Read read = read(gif);
        assertThat(read.frames).hasSize(7);
        assertThat(read.frames.get(0).getWidth()).isEqualTo(1200);
        assertThat(read.frames.get(0).getHeight()).isEqualTo(400);
        assertThat(read.delays).containsExactly("10", "10", "10", "10", "10", "10", "100");
        assertThat(read.loops).isEqualTo(1);
        assertThat(told).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aPointThatStaysKeepsItsColourWhileTheOthersMove() throws IOException {
        // The second point rests; the first one crosses to the other side of it on the x axis.
        float[] before = {1.2f, -1, -1, 0, 0, 0, -1, 1, 1};
        float[] after = {-1.2f, -1, -1, 0, 0, 0, 1, 1, 1};
        Path gif = folder.resolve("rest.gif");
        SpiralTrajectory.write(gif, List.of(before, after), new int[] {1, 2}, 2, done -> {});
        List<BufferedImage> frames = read(gif).frames;
        for (int panel = 0; panel < 3; panel++) {
            List<Integer> green = greenest(frames.get(0), 400 * panel);
            assertThat(greenest(frames.get(1), 400 * panel))
                    .as("panel %d", panel)
                    .isEqualTo(green);
            assertThat(green).hasSizeGreaterThan(4);
        }
    }

    /** Where in a view, and in which colour, the middle of the colour map is drawn: the middle of three points. */
    private static List<Integer> greenest(BufferedImage picture, int left) {
        List<Integer> found = new ArrayList<>();
        for (int y = 50; y < 400; y++) {
            for (int x = left; x < left + 400; x++) {
                int c = picture.getRGB(x, y) & 0xFFFFFF;
                if ((c >> 8 & 255) - Math.max(c >> 16, c & 255) > 30) {
                    found.add(x);
                    found.add(y);
                    found.add(c);
                }
            }
        }
        return found;
    }

    @Test
    void theSameStepsGiveTheSameBytes() throws IOException {
        Path one = folder.resolve("one.gif");
        Path two = folder.resolve("two.gif");
        SpiralTrajectory.write(one, journey(100, 3), new int[] {1, 2, 3}, 3, done -> {});
        SpiralTrajectory.write(two, journey(100, 3), new int[] {1, 2, 3}, 3, done -> {});
        assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two));
    }

    @Test
    void aStripIsAsWideAsItsMomentsNeedAndEndsWithTheOrderedSpiral() {
        List<float[]> moments = journey(512, 3);
        BufferedImage strip = SpiralTrajectory.strip(moments, List.of("Noise", "Half way", "Spiral"));
        assertThat(strip.getWidth()).isEqualTo(1800);
        assertThat(strip.getHeight()).isEqualTo(640);
        assertThat(ink(strip, 0)).isGreaterThan(2 * ink(strip, 1120));
        assertThat(ink(strip, 1120)).isGreaterThan(2000);
        assertThat(SpiralTrajectory.strip(moments.subList(0, 2), List.of("", ""))
                        .getWidth())
                .isEqualTo(1240);
    }

    /** Coloured pixels of the panel that begins at this column. */
    private static long ink(BufferedImage picture, int left) {
        long ink = 0;
        for (int y = 60; y < picture.getHeight(); y++) {
            for (int x = left; x < left + 680; x++) {
                int c = picture.getRGB(x, y);
                int high = Math.max(c >> 16 & 255, Math.max(c >> 8 & 255, c & 255));
                int low = Math.min(c >> 16 & 255, Math.min(c >> 8 & 255, c & 255));
                ink += high - low > 60 ? 1 : 0;
            }
        }
        return ink;
    }

    @Test
    void momentsThatDoNotFitTogetherAreRefusedAndNoFileIsLeft() {
        Path gif = folder.resolve("none.gif");
        assertThatThrownBy(() -> SpiralTrajectory.write(gif, List.of(), new int[0], 5, done -> {}))
                .isInstanceOf(ConfigException.class)
                .hasMessage("0 moments of a trajectory were given and at least 1 is needed. Keep some of the"
                        + " sampler's steps.");
        assertThatThrownBy(() -> SpiralTrajectory.write(gif, journey(5, 3), new int[2], 5, done -> {}))
                .isInstanceOf(ShapeException.class)
                .hasMessage("2 step numbers were given for 3 moments of a trajectory. Pass one a moment.");
        List<float[]> uneven = List.of(new float[3], new float[6]);
        assertThatThrownBy(() -> SpiralTrajectory.strip(uneven, List.of("a", "b")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("Moment 1 of the trajectory has 6 numbers, the first has 3. Pass the same points in every"
                        + " moment.");
        assertThat(gif).doesNotExist();
    }
}
