// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditCommandsTest {
    @TempDir
    private Path folder;

    private Path image = Path.of("");
    private Path hole = Path.of("");
    private Picture picture = Picture.of(1, 1, 1, new byte[1]);

    /** 20 x 12 pixels of noise in every channel, opacity too, and a mask that is white in the middle. */
    @BeforeEach
    void draw() {
        byte[] samples = new byte[20 * 12 * 4];
        RandomStream stream = RandomStream.of(0, "image");
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) stream.nextInt(256);
        }
        picture = Picture.of(20, 12, 4, samples);
        image = written("image.png", picture);
        byte[] white = new byte[20 * 12];
        for (int i = 0; i < white.length; i++) {
            white[i] = (byte) (isWhite(i % 20, i / 20) ? 255 : 0);
        }
        hole = written("hole.png", Picture.of(20, 12, 1, white));
    }

    private static boolean isWhite(int x, int y) {
        return x >= 7 && x < 13 && y >= 4 && y < 8;
    }

    private Path written(String name, Picture one) {
        Path file = folder.resolve(name);
        Png.write(file, one.image());
        return file;
    }

    private static List<String> run(Object... words) {
        Captured captured = new Captured();
        int code = new Main(captured.terminal())
                .run(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        assertThat(code).as(captured.err()).isZero();
        return captured.out().lines().toList();
    }

    private static String refused(Object... words) {
        Captured captured = new Captured();
        int code = new Main(captured.terminal())
                .run(Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        assertThat(code).as(captured.err()).isIn(ExitCode.USAGE, ExitCode.FAILED);
        assertThat(captured.out()).isEmpty();
        return captured.err().strip();
    }

    private String refusedInpainting(Object... words) {
        List<Object> all = new ArrayList<>(List.of("inpaint", "--model", "sprites", "--steps", "2", "--out", folder));
        all.addAll(List.of(words));
        return refused(all.toArray());
    }

    /** Runs the command that {@code show} prints for a file, into another folder. */
    private Path again(Path file) {
        String command = run("show", file).get(run("show", file).size() - 1).substring("again: d4j ".length());
        Path other = folder.resolve("again");
        run(Stream.concat(Arrays.stream(command.split(" ")), Stream.of("--out", other.toString()))
                .toArray());
        return other.resolve(file.getFileName());
    }

    @Test
    void knownPixelsOfTheFileComeBackBitForBit() {
        Path out = folder.resolve("out");
        List<String> said = run(
                "inpaint",
                image,
                "--model",
                "sprites",
                "--hole",
                hole,
                "--steps",
                "3",
                "--resamples",
                "1",
                "--count",
                "2",
                "--seed",
                "5",
                "--class",
                "Flags",
                "--guidance",
                "2",
                "--out",
                out);

        assertThat(said)
                .containsExactly(
                        "sheet: " + out.resolve("inpainted.png"),
                        "pictures: %s to fill-0001.png".formatted(out.resolve("fill-0000.png")));
        Picture fill = PictureReader.STANDARD.read(out.resolve("fill-0000.png"));
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 20; x++) {
                for (int c = 0; c < 4; c++) {
                    if (!isWhite(x, y)) {
                        assertThat(fill.sample(x, y, c)).isEqualTo(picture.sample(x, y, c));
                    }
                }
                assertThat(isWhite(x, y) && fill.sample(x, y, 3) != 255).isFalse();
            }
        }
        assertThat(again(out.resolve("fill-0001.png"))).hasSameBinaryContentAs(out.resolve("fill-0001.png"));
        assertThat(run("show", out.resolve("fill-0001.png")))
                .contains("index: 1", "method: RePaint by sprites", "hole: 10.0 % of the pixels", "guidance: 2.0");
    }

    @Test
    void aKnownMaskIsAHoleMaskTheOtherWayRound() {
        byte[] white = new byte[20 * 12];
        for (int i = 0; i < white.length; i++) {
            white[i] = (byte) (isWhite(i % 20, i / 20) ? 0 : 255);
        }
        Path known = written("known.png", Picture.of(20, 12, 1, white));
        Path one = folder.resolve("one");
        Path other = folder.resolve("other");
        run("inpaint", image, "--model", "sprites", "--hole", hole, "--steps", "2", "--count", "1", "--out", one);
        run("inpaint", image, "--model", "sprites", "--known", known, "--steps", "2", "--count", "1", "--out", other);

        assertThat(PictureReader.STANDARD.read(other.resolve("fill-0000.png")))
                .isEqualTo(PictureReader.STANDARD.read(one.resolve("fill-0000.png")));
    }

    @Test
    void masksThatCannotBeMeantAreRefused() {
        Path small = written("small.png", Picture.of(3, 3, 1, new byte[9]));

        assertThat(refusedInpainting(image, "--hole", small))
                .isEqualTo(
                        "d4j: a mask of 3 x 3 pixels does not fit a picture of 20 x 12. Give a mask of the same size.");
        assertThat(refusedInpainting(image))
                .startsWith("d4j: no masks were given. Give one of them: --hole MASK, white where");
        assertThat(refusedInpainting(image, "--hole", hole, "--known", hole)).startsWith("d4j: two masks were given.");
    }

    @Test
    void picturesAndMasksThatCannotBeReadAreRefusedBeforeTheWork() throws Exception {
        byte[] whole = Files.readAllBytes(image);
        Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Path out = folder.resolve("never");
        for (Path bad : List.of(cut, text, empty, folder, folder.resolve("none.png"))) {
            for (List<Object> words : List.<List<Object>>of(
                    List.of(bad, "--hole", hole), List.of(image, "--hole", bad), List.of(image, "--known", bad))) {
                List<Object> all = new ArrayList<>(List.of("inpaint", "--model", "sprites", "--out", out));
                all.addAll(words);
                Captured captured = new Captured();
                int code = new Main(captured.terminal())
                        .run(all.stream().map(Object::toString).toArray(String[]::new));
                assertThat(code).as(captured.err()).isEqualTo(ExitCode.FAILED);
                assertThat(captured.err().strip().lines().toList()).hasSize(1);
                assertThat(captured.err()).startsWith("d4j: ").contains("'" + bad + "'");
                assertThat(out).doesNotExist();
            }
        }
    }

    @Test
    void aFolderOfARefusedCommandIsNotLeftBehindUnlessItWasThere() throws Exception {
        Path words = Files.writeString(folder.resolve("words.pt"), "no program");
        Path there = Files.createDirectory(folder.resolve("there"));
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("mine.txt"), "mine");
        for (Path out : List.of(folder.resolve("a/b/c"), there, there.resolve("new"), kept.resolve("new"))) {
            assertThat(refused("evaluate-inpainting", "--model", "mat", "--features", words, "--out", out))
                    .startsWith("d4j: '%s' is no TorchScript file".formatted(words));
            assertThat(refused(
                            "interpolate",
                            "--model",
                            "sprites",
                            "--pictures",
                            image,
                            image,
                            "--sampler",
                            "ddim",
                            "--out",
                            out))
                    .startsWith("d4j: --sampler was given with --pictures");
        }
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(there).isEmptyDirectory();
        assertThat(kept).isDirectoryContaining("glob:**mine.txt");
        assertThat(kept.resolve("new")).doesNotExist();
    }

    @Test
    void theFirstPictureOfAMovingGifIsFilled() throws Exception {
        Path gif = folder.resolve("moving.gif");
        try (var writer = ImageIO.createImageOutputStream(gif.toFile())) {
            var gifs = ImageIO.getImageWritersByFormatName("gif").next();
            gifs.setOutput(writer);
            gifs.prepareWriteSequence(null);
            for (int shade : new int[] {0xFF0000, 0x0000FF}) {
                BufferedImage frame = new BufferedImage(20, 12, BufferedImage.TYPE_INT_RGB);
                for (int i = 0; i < 240; i++) {
                    frame.setRGB(i % 20, i / 20, shade);
                }
                gifs.writeToSequence(new IIOImage(frame, null, null), null);
            }
            gifs.endWriteSequence();
            gifs.dispose();
        }
        Path out = folder.resolve("gif");
        run("inpaint", gif, "--model", "sprites", "--hole", hole, "--steps", "2", "--count", "1", "--out", out);

        Picture fill = PictureReader.STANDARD.read(out.resolve("fill-0000.png"));
        assertThat(List.of(fill.sample(0, 0, 0), fill.sample(0, 0, 2))).containsExactly(255, 0);
    }

    @Test
    void aMaskThatSaysNothingIsFollowedWithAWord() {
        Path black = written("black.png", Picture.of(20, 12, 1, new byte[20 * 12]));
        Path out = folder.resolve("nothing");
        Captured captured = new Captured();
        new Main(captured.terminal())
                .run(
                        "inpaint",
                        image.toString(),
                        "--model",
                        "sprites",
                        "--hole",
                        black.toString(),
                        "--out",
                        out.toString());
        assertThat(captured.err())
                .contains(
                        "The mask leaves nothing to fill, so the fills are the picture itself. If it is meant the other way round, give it with --known.");
        assertThat(PictureReader.STANDARD.read(out.resolve("fill-0003.png"))).isEqualTo(picture);

        Captured all = new Captured();
        List<String> words =
                List.of("--known", black.toString(), "--steps", "2", "--count", "1", "--out", out.toString());
        List<String> command = new ArrayList<>(List.of("inpaint", image.toString(), "--model", "sprites"));
        command.addAll(words);
        new Main(all.terminal()).run(command.toArray(String[]::new));
        assertThat(all.err())
                .contains(
                        "The mask leaves nothing of the picture, so the fills are drawn freely. If it is meant the other way round, give it with --hole.");
    }

    @Test
    void whatIsNoPictureAndWhatCannotFillIsRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");

        assertThat(refusedInpainting(text, "--hole", hole)).contains("text.png' does not begin like a picture");
        assertThat(refusedInpainting(folder.resolve("none.png"), "--hole", hole))
                .contains("cannot be read");
        assertThat(refused("inpaint", image, "--model", "spiral", "--hole", hole, "--out", folder))
                .startsWith("d4j: filling holes needs a model of pictures, and the system 'spiral' has none");
        assertThat(refusedInpainting("emoji:piza", "--hole", hole))
                .contains("there is no emoji 'piza'. Did you mean 'pizza'?");
        assertThat(refusedInpainting(image, "--hole", hole, "--psi", "0.5")).contains("has no styles");
        assertThat(refusedInpainting(image, "--hole", hole, "--guidance-interval", "1"))
                .contains(
                        "--guidance-interval was '1', which is not two numbers with a colon between. Write it as 0.1:0.8.");
    }

    @Test
    void aPictureIsDrawnAnew() {
        Path out = folder.resolve("anew");
        run(
                "img2img",
                "emoji:pizza@16",
                "--model",
                "sprites",
                "--strength",
                "0.5",
                "--steps",
                "4",
                "--count",
                "2",
                "--seed",
                "3",
                "--out",
                out);

        assertThat(out.resolve("img2img.png")).isNotEmptyFile();
        assertThat(again(out.resolve("picture-0001.png"))).hasSameBinaryContentAs(out.resolve("picture-0001.png"));
    }

    @Test
    void aPictureIsInvertedAndTheLastLineSaysHowWell() {
        Path out = folder.resolve("inverted");
        List<String> said = run("invert", "emoji:pizza@16", "--model", "sprites", "--steps", "10", "--out", out);

        assertThat(said).last().asString().matches("l1=0\\.\\d{4} psnr=\\d+\\.\\d{2}");
        assertThat(again(out.resolve("inverted.png"))).hasSameBinaryContentAs(out.resolve("inverted.png"));
    }

    @Test
    void seedsAndPicturesAreInterpolated() {
        Path seeds = folder.resolve("seeds");
        run("interpolate", "--model", "sprites", "--seeds", "3", "9", "--count", "3", "--steps", "4", "--out", seeds);
        assertThat(again(seeds.resolve("interpolation.png")))
                .hasSameBinaryContentAs(seeds.resolve("interpolation.png"));

        Path pictures = folder.resolve("pictures");
        run(
                "interpolate",
                "--model",
                "sprites",
                "--pictures",
                "emoji:pizza@16",
                "emoji:cookie@16",
                "--count",
                "3",
                "--steps",
                "4",
                "--out",
                pictures);
        assertThat(pictures.resolve("picture-0002.png")).isNotEmptyFile();

        assertThat(refused("interpolate", "--model", "sprites", "--out", folder))
                .startsWith("d4j: neither seeds nor pictures were given. Give one of them");
        assertThat(refused(
                        "interpolate", "--model", "sprites", "--seeds", "1", "2", "--sampler", "ddpm", "--out", folder))
                .contains("sampler ddpm draws noise in its steps");
    }

    @Test
    void randomHolesAreShownAndDrawn() {
        Path sheet = folder.resolve("masks.png");
        run("mask", "preview", "--size", "32", "--columns", "3", "--seed", "2", "--out", sheet);
        assertThat(sheet).isNotEmptyFile();
        assertThat(Png.text(sheet))
                .containsEntry("command", "d4j mask preview --holes large --size 32 --columns 3 --seed 2");

        Path mask = folder.resolve("mask.png");
        assertThat(run("mask", "draw", "--size", "16", "--hole-least", "0.2", "--hole-most", "0.6", "--out", mask))
                .last()
                .asString()
                .matches("hole=0\\.[2-5]\\d\\d");
        assertThat(PictureReader.STANDARD.read(mask).width()).isEqualTo(16);
        assertThat(refused("mask", "draw", "--holes", "larg", "--out", mask))
                .isEqualTo("d4j: --holes knows no 'larg'. Did you mean 'large'?");
    }

    @Test
    void inpaintingIsMeasuredAndTheLastLineIsForScripts() {
        Path out = folder.resolve("measured");
        List<String> said = run(
                "evaluate-inpainting",
                "--model",
                "sprites",
                "--count",
                "20",
                "--steps",
                "2",
                "--resamples",
                "1",
                "--out",
                out);

        assertThat(said)
                .anyMatch(line -> line.startsWith("Laplace fill"))
                .last()
                .asString()
                .contains("count=20");
        assertThat(said).anyMatch(line -> line.startsWith("RePaint by sprites"));
        assertThat(out.resolve("inpainting.png")).isNotEmptyFile();
        assertThat(out.resolve("inpainting.json")).content().contains("\"FD-emoji\"");
    }
}
