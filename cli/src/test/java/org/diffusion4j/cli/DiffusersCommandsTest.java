// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.run.FileLayer;
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

    private Path copied() throws IOException {
        Path copy = folder.resolve("copy");
        try (Stream<Path> all = Files.walk(Path.of(pipeline))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(Path.of(pipeline).relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return copy;
    }

    @Test
    void faultsInItsFilesHaveOneExitCodeAndOneSentence() throws IOException {
        Path copy = copied();
        Path scheduler = copy.resolve("scheduler/scheduler_config.json");
        String sound = Files.readString(scheduler);
        for (String fault : List.of(
                sound.replace("\"num_train_timesteps\": 1000", "\"num_train_timesteps\": 0"),
                sound.replace("\"beta_start\": 0.0001", "\"beta_start\": \"x\""),
                "[]",
                "{")) {
            Files.writeString(scheduler, fault);
            requireFault(copy, scheduler.toString());
        }
        Files.delete(scheduler);
        requireFault(copy, scheduler.toString());
        Files.writeString(scheduler, sound);
        Path weights = copy.resolve("unet/diffusion_pytorch_model.safetensors");
        Files.writeString(weights, "rubbish");
        requireFault(copy, weights.toString());
        Files.delete(weights);
        requireFault(copy, copy.resolve("unet").toString());
    }

    private void requireFault(Path model, String named) {
        Captured said = new Captured();
        assertThat(new Main(said.terminal())
                        .run("convert", model.toString(), folder.resolve("x").toString(), "--to", "model"))
                .as(said.err())
                .isEqualTo(ExitCode.FAILED);
        assertThat(said.err().lines().toList()).hasSize(1);
        assertThat(said.err()).startsWith("d4j: ").contains(named);
    }

    @Test
    void weightsOfWholeNumbersAreNotSentToConvert() throws IOException {
        Path copy = copied();
        Path weights = copy.resolve("unet/diffusion_pytorch_model.safetensors");
        for (DType stored : List.of(DType.I32, DType.F8_E4M3, DType.F64)) {
            rewrite(weights, Path.of(pipeline, "unet/diffusion_pytorch_model.safetensors"), stored);
            assertThat(run("convert", copy.toString(), folder.resolve("x").toString(), "--to", "model"))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(captured.err())
                    .endsWith(
                            "d4j: The tensor 'conv_in.weight' of %s is stored as %s, and weights must be F32, F16 or BF16. %s%n"
                                    .formatted(
                                            weights,
                                            stored,
                                            stored == DType.F64
                                                    ? "Convert the file: d4j convert IN OUT --dtype fp32."
                                                    : "d4j convert cannot change that type; give weights that were saved as one of these."));
        }
    }

    /** The same names and shapes, with zeros of another type. */
    private static void rewrite(Path to, Path from, DType stored) throws IOException {
        try (SafeTensors file = SafeTensors.open(from)) {
            List<NamedArray> arrays = file.arrays().values().stream()
                    .map(array -> NamedArray.of(
                            array.name(),
                            stored,
                            array.sizes(),
                            () -> ByteBuffer.allocate((int) stored.byteCount(array.shape()))))
                    .toList();
            FileLayer.disk().replace(to, new SafeTensorsWriter(Map.of(), arrays)::writeTo);
        }
    }

    @Test
    void aNetworkThatIsToldANumberIsToldTheOneOfTheCommand() throws IOException {
        Path given = told("timestep");
        assertThat(run("sample", "--model", given.toString(), "--out", folder.toString(), "--count", "1"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "this model needs a number for every sample and none was given. Give one, in a command with --class 3.");
        pipeline = given.toString();
        assertThat(sample("--sampler", "ddim", "--steps", "2", "--class", "3"))
                .as(captured.err())
                .isZero();
        int[] three = pixels();
        assertThat(sample("--sampler", "ddim", "--steps", "2", "--class", "300"))
                .isZero();
        assertThat(pixels()).isNotEqualTo(three);
    }

    @Test
    void aNetworkThatIsToldAVectorIsToldTheOneOfTheCommand() throws IOException {
        pipeline = told("identity").toString();
        assertThat(sample("--class", "3")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains("'3' has 1 numbers, and this model takes 32.");
        assertThat(sample("--sampler", "ddim", "--steps", "2", "--class", "0.5" + ",0".repeat(31)))
                .as(captured.err())
                .isZero();
    }

    /** Of the first sample, whatever its file says beside. */
    private int[] pixels() throws IOException {
        return ImageIO.read(folder.resolve("sample-0000.png").toFile()).getRGB(0, 0, 8, 8, null, 0, 8);
    }

    /** The stored network with another way to be told a class; its layers are those of the time. */
    private Path told(String type) throws IOException {
        Path to = Files.createDirectory(folder.resolve(type));
        Path from = Path.of(pipeline).resolve("unet");
        String config = Files.readString(from.resolve("config.json"));
        Files.writeString(
                to.resolve("config.json"),
                config.replace("\"class_embed_type\": null", "\"class_embed_type\": \"" + type + "\""));
        String weights = "diffusion_pytorch_model.safetensors";
        try (SafeTensors file = SafeTensors.open(from.resolve(weights))) {
            List<NamedArray> arrays = new ArrayList<>(file.arrays().values());
            file.arrays().values().stream()
                    .filter(array -> type.equals("timestep") && array.name().startsWith("time_embedding."))
                    .map(array -> new NamedArray(
                            array.name().replace("time_embedding", "class_embedding"),
                            array.dtype(),
                            array.shape(),
                            array.content()))
                    .forEach(arrays::add);
            FileLayer.disk().replace(to.resolve(weights), new SafeTensorsWriter(Map.of(), arrays)::writeTo);
        }
        return to;
    }

    @Test
    void whatExistsIsNotWrittenOver() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path file = Files.writeString(folder.resolve("file"), "mine");
        for (Path to : List.of(there, file)) {
            for (String form : List.of("diffusers", "model")) {
                assertThat(run("convert", pipeline, to.toString(), "--to", form))
                        .isEqualTo(ExitCode.USAGE);
                assertThat(captured.err()).contains(to + " exists already, and nothing is written over.");
            }
        }
        assertThat(there).isEmptyDirectory();
        assertThat(file).hasContent("mine");
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
        assertThat(run("convert", pipeline, to, "--to", "model", "--key", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "--key chooses among the weights of one file, and --to model converts a whole model. Leave --key out.");
        assertThat(run("convert", "spiral", to, "--to", "diffusers")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err())
                .contains(
                        "the network of 'spiral' has no like in the diffusers library. Models of kind unet2d can be written as its directories.");
        assertThat(run("convert", pipeline, folder.toString(), "--to", "model")).isEqualTo(ExitCode.USAGE);
        assertThat(captured.err()).contains(folder + " exists already, and nothing is written over.");
    }
}
