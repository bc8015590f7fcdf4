// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.verify.FixtureSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of the diffusers library on the command line. */
class DiffusersCommandsTest {
    @TempDir
    private Path folder;

    private final Captured captured = new Captured();
    private FixtureSet set;
    private String pipeline = "";

    @BeforeEach
    void unpack() {
        set = FixtureSet.bundled();
        pipeline = set.root().resolve("diffusers/pipelines/standard").toString();
    }

    @AfterEach
    void remove() {
        set.close();
    }

    private int run(String... words) {
        return new Main(captured.terminal()).run(words);
    }

    private List<String> out() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private int sample(String... more) {
        List<String> words = new ArrayList<>(
                List.of("sample", "--model", pipeline, "--out", folder.toString(), "--count", "2", "--device", "cpu"));
        words.addAll(List.of(more));
        return run(words.toArray(new String[0]));
    }

    @Test
    void aDirectoryIsSampledIntoPictures() throws IOException {
        assertThat(sample("--sampler", "dpmpp", "--steps", "4", "--order", "3", "--sigmas", "karras"))
                .as(captured.err())
                .isZero();
        assertThat(out()).anyMatch(name -> name.endsWith(".png"));
        byte[] first = Files.readAllBytes(folder.resolve("samples.png"));
        assertThat(new String(first, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("--sampler dpmpp --steps 4 --set options.solverOrder=3 --set options.useKarrasSigmas=true");
    }

    @Test
    void everyOptionOfTheRecipeCanBeSet() {
        assertThat(sample(
                        "--sampler",
                        "unipc",
                        "--steps",
                        "4",
                        "--spacing",
                        "trailing",
                        "--set",
                        "options.solverType=bh1"))
                .as(captured.err())
                .isZero();
    }

    @Test
    void wrongOptionsAreAnsweredWithThoseThatThereAre() {
        assertThat(sample("--sampler", "euler", "--steps", "4", "--order", "2")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("options has solverOrder, which sampler euler does not know. It knows ");
        assertThat(sample("--sigmas", "karas")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--sigmas knows no 'karas'. Did you mean 'karras'?");
        assertThat(sample("--sampler", "edm-heun")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains("sampler edm-heun leads networks that learned edm, and this one learned diffusion.");
    }

    @Test
    void modelsAreConvertedBothWays() {
        Path own = folder.resolve("own");
        Path again = folder.resolve("again");
        assertThat(run("convert", pipeline, own.toString(), "--to", "model"))
                .as(captured.err())
                .isZero();
        assertThat(own.resolve("recipe.yaml")).content().contains("kind: unet2d");
        assertThat(run("convert", own.toString(), again.toString(), "--to", "diffusers"))
                .as(captured.err())
                .isZero();
        assertThat(captured.out()).contains("written: " + again + ", 45,259 numbers");
        assertThat(again.resolve("unet/diffusion_pytorch_model.safetensors"))
                .hasSameBinaryContentAs(Path.of(pipeline, "unet/diffusion_pytorch_model.safetensors"));
    }

    @Test
    void conversionsThatCannotBeAreAnsweredInSentences() {
        String to = folder.resolve("x").toString();
        assertThat(run("convert", pipeline, to, "--to", "diffuser")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--to knows no 'diffuser'. Did you mean 'diffusers'?");
        assertThat(run("convert", pipeline, to, "--to", "model", "--dtype", "bf16"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "models of this program are one file of fp32 or fp16, and bf16 was asked for. Leave it out, or use --to diffusers.");
        assertThat(run("convert", pipeline, folder.toString(), "--to", "model")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains(folder + " exists already, and nothing is written over.");
    }
}
