// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.image.Mask;
import org.diffusion4j.image.Picture;
import org.diffusion4j.image.PictureReader;
import org.diffusion4j.plot.Png;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MAT from the command line: explained, trained, continued, exported, used. */
class MatCommandsTest {
    private static final String YAML = """
            system: tiny-mat
            data: {kind: emoji, size: 32}
            generator:
              resolution: 32
              latent: 8
              style: 8
              mappingLayers: 2
              channels: {exact: [8, 8, 8, 6]}
              firstStage: {dim: 8, heads: 2, tokenSide: 16, depths: [1, 1, 1], windows: [4, 4, 4]}
            discriminator: {resolution: 32, channels: {exact: [8, 8, 8, 6]}, group: 2}
            train: {steps: 2, batch: 2}
            """;

    @TempDir
    private Path folder;

    private static Captured run(int code, String... words) {
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal()).run(words)).as(captured.err()).isEqualTo(code);
        return captured;
    }

    private static Captured done(String... words) {
        return run(ExitCode.OK, words);
    }

    private Path picture(String name, Picture picture) {
        Path file = folder.resolve(name);
        Png.write(file, picture.image());
        return file;
    }

    @Test
    void aMatIsTrainedContinuedExportedAndUsed() throws Exception {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), YAML);
        Path runs = folder.resolve("runs");
        Captured trained =
                done("train", recipe.toString(), "--runs", runs.toString(), "--set=train.steps=1", "--progress=plain");
        Path run;
        try (Stream<Path> all = Files.list(runs)) {
            run = all.findFirst().orElseThrow();
        }
        assertThat(trained.out())
                .isEqualTo("trained: 1 steps, weights in %s%n".formatted(run.resolve("weights.safetensors")));
        assertThat(trained.err())
                .contains("run: " + run)
                .contains("Iteration [0/1]")
                .contains("Training time :");
        assertThat(run.resolve("pictures").resolve("fills-000000001.png")).exists();
        assertThat(done("train", "--resume", run.toString(), "--no-pictures").out())
                .contains("trained already: 1 of 1 steps");
        assertThat(done("train", "--resume", run.toString(), "--set=train.steps=2", "--no-pictures")
                        .out())
                .startsWith("trained: 2 steps");

        Path export = folder.resolve("export");
        assertThat(done("export", "--model", run.toString(), export.toString(), "--half")
                        .out())
                .startsWith("exported: tiny-mat, ");
        Path hole = picture("hole.png", Mask.allKnown(20, 12).inverse().picture());
        Path image = picture("grey.png", Picture.of(20, 12, 1, new byte[240]));
        Path out = folder.resolve("out");
        List<String> inpaint =
                List.of("inpaint", image.toString(), "--model", export.toString(), "--hole", hole.toString());
        done(with(inpaint, "--count=2", "--out", out.toString()));
        try (Stream<Path> files = Files.list(out)) {
            List<Path> fills = files.filter(
                            file -> file.getFileName().toString().startsWith("fill-"))
                    .toList();
            assertThat(fills)
                    .hasSize(2)
                    .allSatisfy(
                            file -> assertThat(PictureReader.STANDARD.read(file).width())
                                    .isEqualTo(20));
        }
        Path rounded = folder.resolve("rounded");
        done(with(inpaint, "--compute=bfloat16", "--count=1", "--out", rounded.toString()));
        assertThat(done("show", rounded.resolve("inpainted.png").toString()).out())
                .contains("compute: bfloat16")
                .contains(" --compute bfloat16");
        assertThat(run(ExitCode.USAGE, "sample", "--model", export.toString()).err())
                .contains("is a MAT, which fills holes and draws nothing else. Use 'd4j inpaint --model");
    }

    @Test
    void aModelIsConvertedIntoAFolderThatInpaintingOpensAndNotForDiffusers() {
        Path own = folder.resolve("own");
        assertThat(done("convert", "mat", own.toString(), "--to", "model", "--dtype", "fp16")
                        .out())
                .contains("written: " + own + ", 602,268 numbers");
        Path hole = picture("hole.png", Picture.of(4, 4, 1, whiteInTheMiddle()));
        Path image = picture("white.png", Picture.of(4, 4, 1, new byte[16]));
        Path out = folder.resolve("out");
        done(
                "inpaint",
                image.toString(),
                "--model",
                own.toString(),
                "--hole",
                hole.toString(),
                "--out",
                out.toString());
        assertThat(out.resolve("fill-0000.png")).exists();
        assertThat(run(ExitCode.USAGE, "convert", "mat", folder.resolve("x").toString(), "--to", "diffusers")
                        .err())
                .contains("'mat' is a MAT, which has no like in the diffusers library. Use --to model,");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void anInputIsNotWrittenOver() throws IOException {
        Path image = picture("fill-0000.png", Picture.of(4, 4, 1, new byte[16]));
        byte[] before = Files.readAllBytes(image);
        for (String command : List.of(
                "inpaint %1$s --known %1$s --model mat",
                "img2img %s --model sprites --strength 0.5", "invert %s --model sprites")) {
            String[] words = (command.formatted(image) + " --out " + image.getParent()).split(" ");
            assertThat(run(ExitCode.USAGE, words).err())
                    .contains(
                            "'%s' lies in the folder that results are written to, and one of them may have its name. Choose another folder with --out, or give the file another name."
                                    .formatted(image));
        }
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
    }

    private static byte[] whiteInTheMiddle() {
        byte[] pixels = new byte[16];
        pixels[5] = -1;
        pixels[6] = -1;
        return pixels;
    }

    @Test
    void itsRecipesAreExplainedAndMisspeltKeysAreNamed() {
        assertThat(done("explain", "mat-512").out())
                .contains("generator.resolution")
                .contains("512");
        assertThat(run(ExitCode.USAGE, "train", "mat", "--set=holes.moast=1").err())
                .contains("holes.moast: unknown key. Did you mean 'most'?");
        assertThat(run(ExitCode.USAGE, "train", "mat", "--set=generator.resolution=48")
                        .err())
                .contains("resolution must be a power of two of 8 or more but was 48. Try 32.");
    }

    private static String[] with(List<String> words, String... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
