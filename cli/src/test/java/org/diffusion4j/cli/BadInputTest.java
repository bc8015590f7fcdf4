// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffusion4j.format.DType;
import org.diffusion4j.format.NamedArray;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.SafeTensorsWriter;
import org.diffusion4j.run.FileLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads who gave something wrong: one line, no trace of the program's inside, and nothing written. */
class BadInputTest {
    private static final String NOT_A_NAME =
            "cannot be the name of a file here. Use other letters, or set LC_ALL=C.UTF-8, with which every letter can stand in a name";

    @TempDir
    private static Path shared;

    /** Weights with their recipe, from a training of a moment. */
    private static Path trained = Path.of("");

    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @BeforeAll
    static void train() throws IOException {
        Captured captured = new Captured();
        assertThat(new Main(captured.terminal())
                        .run(
                                "train",
                                "spiral",
                                "--no-pictures",
                                "--runs",
                                shared.toString(),
                                "--set=train.steps=5",
                                "--set=network.hidden=8"))
                .as(captured.err())
                .isEqualTo(ExitCode.OK);
        try (Stream<Path> runs = Files.list(shared)) {
            trained = runs.toList().get(0).resolve("weights.safetensors");
        }
    }

    /** The sentence; the exit code says that nothing was done and that it is no defect. */
    private String refused(String... words) {
        int code = new Main(captured.terminal()).run(words);
        String said = captured.err().strip();
        assertThat(code).as(said).isIn(ExitCode.USAGE, ExitCode.FAILED);
        assertThat(said.lines().toList()).as(said).hasSize(1);
        assertThat(said)
                .startsWith("d4j: ")
                .matches(".*[.?]")
                .doesNotContain("Exception")
                .doesNotContain("org.diffusion4j");
        assertThat(captured.out()).isEmpty();
        return said;
    }

    private void requireNothingWritten() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "train.batch=0           | batch must be at least 1 but was 0",
                "train.batch=300         | batch must lie in 1 to 256 (the number of training items) but was 300",
                "train.steps=0           | steps must be at least 1 but was 0",
                "train.workers=1000000   | workers must lie in 1 to 64 (one item of the batch for each) but was 1000000. The number of cores is usual.",
                "train.learningRate=-1   | learningRate must be above 0 but was -1.0",
                "train.learningrte=1     | Did you mean 'learningRate'?",
                "train.keep=1            | keep must be at least 2 but was 1",
                "train.emaDecay=1        | emaDecay must lie in [0, 1) but was 1.0",
                "train.rateSchedule=step | must be one of constant, cosine, linear",
                "schedule.betaEnd=1e-5   | It must lie in [betaStart, 1), and betaStart is 1.0E-4",
                "network.embed=5         | embed must be an even number of at least 2 (half sines, half cosines) but was 5. Try 6.",
                "network.hidden=8193     | hidden must be at most 8192 but was 8193. Give a smaller number.",
                "network.embed=8194      | embed must be at most 8192 but was 8194.",
                "data.points=1000001     | points must be at most 1000000 but was 1000001. The spiral usually has 2048.",
                "schedule.steps=1000001  | schedule.steps is 1000001. It must be at most 1000000; 1000 is usual.",
                "data.points=1           | spiral:6:36: data.chosen: chosen must lie in 1 to 1 (the points of the spiral) but was 256.",
                "network.dim=2           | the data have items of shape (3), and the network takes (2).",
                "network.kind=point-mpl  | Did you mean 'point-mlp'?",
                "sample.eta=2            | eta must lie in [0, 1] but was 2.0",
                "sample.count=0          | count must be at least 1 but was 0",
                "sample.steps=501        | sample.steps must lie in 1 to 500 (schedule.steps) but was 501",
                "sample.sampler=dppm     | 'ddpm'",
                "steps                   | an override is written path=value.",
            })
    void aWrongValueOfARecipeIsRefusedBeforeAnythingIsWritten(String override, String words) throws IOException {
        assertThat(refused("train", "spiral", "--runs", folder.toString(), "--set", override))
                .contains(words);
        requireNothingWritten();
    }

    @Test
    void aNumberFormatOfGpusIsRefusedOnTheProcessor() throws IOException {
        String[] words = {"train", "spiral", "--runs", folder.toString(), "--device=cpu", "--set=train.compute=tf32"};
        assertThat(refused(words))
                .contains("train.compute was tf32, which NVIDIA's GPUs have, but the run is on cpu, ")
                .endsWith(". Use float32, or bfloat16 where the processor has it.");
        requireNothingWritten();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "train sprial                            | there is no recipe 'sprial'. Did you mean 'spiral'?",
                "train mat-46                            | there is no recipe 'mat-46'. Did you mean 'mat-64'?",
                "train no/such.yaml                      | no/such.yaml: there is no such file. Check the path; it was looked for in",
                "train                                   | train needs a recipe or --resume, one of the two.",
                "train spiral --resume somewhere         | train needs a recipe or --resume, one of the two.",
                "train spiral --init sprial              | there is no model 'sprial'. Give a shipped name (spiral",
                "train --resume somewhere --init spiral  | --init spiral begins a new run, and --resume goes on with an old one, whose weights are in its states. Leave one of them out.",
                "train --resume somewhere --calibrate    | --calibrate chooses for a new run, and --resume keeps what the run was begun with. Leave one of them out",
                "train mat-32 --calibrate                | --calibrate knows recipes of one network, and MAT has two. Leave it out",
                "train spiral --device gpu               | the device 'gpu' is not known.",
                "train spiral --max-time 5x              | '--max-time': '5x' is no time above 0. Write hours, minutes and seconds: 90s, 15m, 2h or 1h30m.",
                "train spiral --max-time 0s              | '0s' is no time above 0.",
                "train --resume no/such/run              | there is no folder no/such/run.",
                "sample --model sprial                   | there is no model 'sprial'. Give a shipped name (spiral",
                "sample                                  | '--model=NAME|DIR|FILE'",
                "sample --model sprites --compute tf32    | '--compute': 'tf32' is no number format to sample in; float32 and bfloat16 are.",
                "sample --model TRAINED --sampler ddmi    | there is no sampler 'ddmi'. Did you mean 'ddim'?",
                "sample --model TRAINED --count 0         | count must be at least 1 but was 0",
                "sample --model TRAINED --steps 501       | steps must lie in 1 to 500 (the schedule's own) but was 501",
                "sample --model TRAINED --sampler ddim --eta 2 | eta must lie in [0, 1] but was 2.0",
                "sample --model TRAINED --count 1000001   | count must be at most 1000000 but was 1000001. Draw several times",
                "sample --model TRAINED --count many      | '--count': 'many' is no whole number from -2147483648 to 2147483647. Write digits such as 500. See",
                "sample --model TRAINED --seed 1e3        | '--seed': '1e3' is no whole number from -2^63 to 2^63 - 1. Write digits such as 7. See",
                "sample --model TRAINED --eta half        | '--eta': 'half' is no number. Write one such as 0.5 or 1e-3. See",
                "sample --model TRAINED --eta 0.5         | --eta belongs to the sampler ddim, and this run is one of ddpm. Add --sampler ddim, or leave --eta out.",
                "train --resume=                          | '--resume': a path has at least one letter. Write . for the folder you are in. See",
                "plot trajectory --run somewhere          | plot trajectory has no use for --run; its own flags are --model, --device, --class, --guidance, --guidance-rescale, --guidance-interval, --sampler, --steps, --keep, --seed and --out. Leave --run out.",
                "plot points --from 3                     | plot points has no use for --from; its own flags are --recipe, --set and --out.",
                "plot spread --from 500                   | --from must lie in 0 to 499 (the noise levels of this model) but was 500. A tenth of them is usual.",
                "plot spread --from -1                    | --from must lie in 0 to 499 (the noise levels of this model) but was -1.",
                "plot spread --repeats 100001             | --repeats must lie in 1 to 100000 but was 100001. 200 is usual.",
                "plot trajectory --guidance-rescale 0.7  | plot trajectory has no use for --guidance-rescale where the model makes points, and 'spiral' does. Leave --guidance-rescale out.",
                "sample --model classes --guidance-interval 0.1:0.8 | --guidance-interval says how to guide, and guidance is 1, which is none. Add --guidance 3, or leave --guidance-interval out.",
                "sample --model classes --guidance-rescale 0.7 | --guidance-rescale says how to guide, and guidance is 1, which is none. Add --guidance 3, or leave --guidance-rescale out.",
                "plot classes --guidance-interval 1       | --guidance-interval was '1', which is not two numbers with a colon between. Write it as 0.1:0.8.",
                "plot trajektory                         | 'trajektory' is nothing that can be drawn. Did you mean 'trajectory'?",
                "plot histogram                          | Allowed here: points, ",
                "plot loss                               | plot loss needs --run DIR",
                "plot spread --repeats 0                 | --repeats must lie in 1 to 100000 but was 0",
            })
    void aWrongWordIsRefused(String line, String words) throws IOException {
        List<String> all = new ArrayList<>(
                List.of(line.strip().replace("TRAINED", trained.toString()).split(" ", -1)));
        if (line.startsWith("train")) {
            all.addAll(List.of("--runs", folder.toString()));
        } else {
            all.addAll(List.of("--out", folder.toString()));
        }
        assertThat(refused(all.toArray(String[]::new))).contains(words.strip());
        requireNothingWritten();
    }

    @Test
    void anEmptyNameIsNoRecipe() {
        assertThat(refused("explain", "")).startsWith("d4j: there is no recipe ''. Allowed here: spiral, ");
    }

    @Test
    void anEmptyNameIsNoModel() {
        assertThat(refused("sample", "--model", "")).startsWith("d4j: there is no model ''. Give a shipped name");
    }

    @Test
    void aNameThatNoFileCanHaveIsNoRecipe() {
        assertThat(refused("explain", "a\0b")).endsWith(NOT_A_NAME + ".");
    }

    @Test
    void aNameThatNoFileCanHaveIsNoPlaceToWriteTo() {
        assertThat(refused("sample", "--model", "spiral", "--out", "a\0b"))
                .endsWith(NOT_A_NAME + ". See 'd4j sample --help'.");
    }

    @Test
    void runsAreNotLookedForInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(refused("runs", "--runs", file.toString()))
                .isEqualTo("d4j: %s is a file, and runs are folders in a folder. Give the folder that holds them."
                        .formatted(file));
    }

    @Test
    void anUnknownKeyOfAFileIsNamedWithItsLine() throws IOException {
        String yaml = yaml().replaceFirst("batch:", "bacth:");
        Path file = Files.writeString(folder.resolve("나의 recipe.yaml"), yaml);
        long line = yaml.substring(0, yaml.indexOf("bacth:")).lines().count();
        assertThat(refused("explain", file.toString()))
                .startsWith("d4j: %s:%d:".formatted(file, line))
                .endsWith("train.bacth: unknown key. Did you mean 'batch'?");
    }

    @Test
    void aRunWithoutAStateCannotBeSampled() throws IOException {
        for (String file : List.of("recipe.yaml", "provenance.json")) {
            Files.copy(trained.resolveSibling(file), folder.resolve(file));
        }
        assertThat(refused("sample", "--model", folder.toString()))
                .isEqualTo("d4j: the run %s has no saved state yet. Train it first, or choose another run."
                        .formatted(folder));
    }

    @Test
    void aTrainingThatDivergesEndsWithASentence() {
        int code = new Main(captured.terminal())
                .run("train", "spiral", "--no-pictures", "--runs", folder.toString(), "--set=train.learningRate=1e12");
        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(captured.err())
                .containsPattern(
                        "d4j: Step \\d+ gave loss .* which are not finite; the weights are still those of step")
                .endsWith("Resume with a lower --set train.learningRate.\n")
                .doesNotContain("\tat ");
        assertThat(captured.out()).isEmpty();
    }

    @Test
    void runsThatPointToAFileAreRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(refused("train", "spiral", "--runs", file.toString()))
                .contains("no folder for a run can be made in " + file)
                .endsWith("choose another place with --runs.");
        assertThat(file).hasContent("mine");
    }

    @Test
    void anOutThatIsAFileIsRefusedBeforeTheWork() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(refused("sample", "--model", trained.toString(), "--out", file.toString()))
                .contains("nothing can be written to " + file)
                .endsWith("choose another with --out.");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aModelThatIsNoSafetensorsFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.safetensors"), "this is a text and not a model");
        assertThat(refused("sample", "--model", file.toString())).contains(file.toString());
    }

    @Test
    void aModelFileThatWasCutShortIsRefused() throws IOException {
        Path file = folder.resolve("cut.safetensors");
        byte[] whole = model();
        Files.write(file, Arrays.copyOf(whole, whole.length - 1000));
        assertThat(refused("sample", "--model", file.toString())).contains(file.toString());
    }

    @Test
    void aModelFileWithoutItsRecipeIsRefused() throws IOException {
        Path file = rewritten("", 0f, "");
        assertThat(refused("sample", "--model", file.toString())).contains("carries no recipe");
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedWithTheNamesThatAreMissingOrTooMany() throws IOException {
        Path missing = rewritten(yaml(), 0f, "embed.0.W");
        assertThat(refused("sample", "--model", missing.toString()))
                .contains("does not fit this network of")
                .contains(" tensors: missing (1): embed.0.W (32). Use weights of this network, with the recipe");
    }

    @Test
    void allNamesThatAreMissingAndAllThatAreTooManyStandInOneSentence() throws IOException {
        Path other = rewritten(yaml(), 0f, "dense1.dense.bias out_layer.weight", "stranger.weight", "stranger.bias");
        assertThat(refused("sample", "--model", other.toString()))
                .contains(
                        "missing (2): dense1.dense.bias (8), out_layer.weight (3, 8); unknown (2): stranger.bias, stranger.weight. Use weights of this network, with the recipe they were trained with.");
    }

    @Test
    void aRecipeBesideWeightsThatCarryAnotherIsTold() throws IOException {
        Path file = Files.write(folder.resolve("own.safetensors"), model());
        Files.writeString(folder.resolve("recipe.yaml"), "system: other\n");
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = new Main(captured.terminal())
                    .run(
                            "export",
                            "--model",
                            file.toString(),
                            folder.resolve("given").toString());
        } finally {
            System.setErr(before);
        }
        assertThat(code).isZero();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce(
                        "own.safetensors' carries a recipe of its own, which is followed; recipe.yaml beside it is another and is not looked at.");
    }

    @Test
    void tensorsTooManyAreNamed() throws IOException {
        Path more = rewritten(yaml(), 0f, "", "stranger.weight");
        assertThat(refused("sample", "--model", more.toString()))
                .contains(
                        "unknown (1): stranger.weight. Use weights of this network, with the recipe they were trained with.");
    }

    @Test
    void weightsThatAreNotNumbersGiveASentenceAndNoPicture() throws IOException {
        Path file = rewritten(yaml(), Float.NaN, "");
        Path out = folder.resolve("out");
        assertThat(refused("sample", "--model", file.toString(), "--out", out.toString()))
                .startsWith("d4j: The tensor '")
                .contains(
                        " holds NaN as its number 0, and weights are finite. The training diverged, or the file was damaged");
        assertThat(out).doesNotExist();
    }

    private static byte[] model() throws IOException {
        return Files.readAllBytes(trained);
    }

    private static String yaml() throws IOException {
        return SafeTensors.of("trained", ByteBuffer.wrap(model())).metadata().getOrDefault("recipe", "");
    }

    /** The trained model with all values replaced, tensors left out (names with spaces between), others added. */
    private Path rewritten(String recipe, float value, String left, String... added) throws IOException {
        List<NamedArray> arrays = new ArrayList<>();
        SafeTensors source = SafeTensors.of("trained", ByteBuffer.wrap(model()));
        source.entries().forEach((name, info) -> {
            if (!List.of(left.split(" ")).contains(name)) {
                arrays.add(filled(name, value, info.sizes()));
            }
        });
        for (String name : added) {
            arrays.add(filled(name, value, 2));
        }
        Path file = folder.resolve("rewritten.safetensors");
        Map<String, String> metadata = recipe.isEmpty() ? Map.of() : Map.of("recipe", recipe);
        FileLayer.disk().replace(file, new SafeTensorsWriter(metadata, arrays)::writeTo);
        return file;
    }

    private static NamedArray filled(String name, float value, long... sizes) {
        int count = (int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putFloat(4 * i, value);
        }
        return new NamedArray(name, DType.F32, Arrays.stream(sizes).boxed().toList(), out -> {
            ByteBuffer all = bytes.duplicate().position(0);
            while (all.hasRemaining()) {
                out.write(all);
            }
        });
    }
}
