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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"fp16, F16, model", "bf16, BF16, model", "fp16, F16, diffusers", "bf16, BF16, diffusers"})
    void eitherFormStoresItsWeightsInTwoBytes(String type, String stored, String form) {
        Path to = folder.resolve(form);
        assertThat(run("convert", pipeline, to.toString(), "--to", form, "--dtype", type))
                .as(captured.err())
                .isZero();
        assertThat(run("inspect", to.toString())).as(captured.err()).isZero();
        assertThat(captured.out()).contains(" tensors (").contains(" " + stored + ")");
        assertThat(run(
                        "sample",
                        "--model",
                        to.toString(),
                        "--steps",
                        "2",
                        "--sampler",
                        "ddim",
                        "--count",
                        "1",
                        "--out",
                        folder.resolve("drawn").toString()))
                .as(captured.err())
                .isZero();
    }

    @Test
    void conversionsThatCannotBeAreAnsweredInSentences() {
        String to = folder.resolve("x").toString();
        assertThat(run("convert", pipeline, to, "--to", "diffuser")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("--to knows no 'diffuser'. Did you mean 'diffusers'?");
        assertThat(run("convert", pipeline, to, "--to", "model", "--max-shard-size", "1GB"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "models of this program are one file, and --max-shard-size was given. Leave it out, or use --to diffusers.");
        assertThat(run("convert", "spiral", to, "--to", "diffusers")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "the network of 'spiral' has no like in the diffusers library. Models of kind unet2d can be written as its directories.");
        assertThat(run("convert", pipeline, folder.toString(), "--to", "model")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains(folder + " exists already, and nothing is written over.");
    }
}
