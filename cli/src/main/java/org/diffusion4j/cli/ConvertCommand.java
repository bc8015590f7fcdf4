// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.format.DType;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.model.Model;
import org.diffusion4j.pipeline.PipelineWriter;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.Sizes;
import org.diffusion4j.weights.Conversion;
import org.diffusion4j.weights.FloatType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code d4j convert}: weights from one form into another, and models to and from the diffusers library. */
@CommandLine.Command(
        footer = {
            "",
            "The ending of OUT says the form: .safetensors, or .pth, .pt and .bin for PyTorch. With --max-shard-size",
            "OUT is a folder. Nothing that exists is written over, and nothing in a file is executed.",
            "",
            "With --to, IN is a model as --model takes it. --to diffusers writes a directory that the diffusers library opens",
            "(networks of kind unet2d); --to model writes model.safetensors and recipe.yaml, which every command here opens.",
        })
final class ConvertCommand extends Command {
    /** Reads a type in any case. */
    static final class Types implements ITypeConverter<FloatType> {
        @Override
        public FloatType convert(String word) {
            return Stream.of(FloatType.values())
                    .filter(type -> type.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no type to store weights in; fp32, fp16 and bf16 are".formatted(word)));
        }
    }

    private static final String DIFFUSERS = "diffusers";
    private static final List<String> FORMS = List.of(DIFFUSERS, "model");

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description = "A file of weights, an index of shards, or a folder with one.")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The new file or folder.")
    private Path to = Path.of("");

    @Option(
            names = "--dtype",
            converter = Types.class,
            paramLabel = "fp32|fp16|bf16",
            description = "How floating-point weights are stored (default: as they are).")
    private @Nullable FloatType type;

    @Option(
            names = "--max-shard-size",
            converter = ByteSize.class,
            paramLabel = "SIZE",
            description = "Writes several files of at most this size with an index: 500MB, 10GB.")
    private @Nullable Long maxShardBytes;

    @Option(
            names = "--to",
            paramLabel = "diffusers|model",
            description =
                    "Converts a whole model: into a directory of the diffusers library, or into one of this program.")
    private @Nullable String form;

    @Option(names = "--key", paramLabel = "NAME", description = "The top-level key of a PyTorch file to read.")
    private @Nullable String key;

    @Override
    int run(Terminal terminal) {
        if (form != null) {
            return model(terminal, form);
        }
        Conversion.Result result = new Conversion(
                        from,
                        to,
                        Optional.ofNullable(key),
                        Optional.ofNullable(type),
                        Optional.ofNullable(maxShardBytes))
                .run(FileLayer.disk());
        terminal.err()
                .println("%s: %s, %d tensors, %s%s"
                        .formatted(
                                from,
                                result.source(),
                                result.tensors(),
                                Sizes.shown(result.byteCount()),
                                kept(result.kept())));
        result.written().forEach(file -> terminal.out().println("written: %s".formatted(file)));
        terminal.out().flush();
        return ExitCode.OK;
    }

    private static String kept(Map<DType, Long> types) {
        long count = types.values().stream().mapToLong(Long::longValue).sum();
        if (count == 0) {
            return "";
        }
        String names = types.keySet().stream().map(DType::name).collect(Collectors.joining(", "));
        return count == 1
                ? "; 1 tensor kept its type %s, which --dtype does not change".formatted(names)
                : "; %d tensors kept their type (%s), which --dtype does not change".formatted(count, names);
    }

    private int model(Terminal terminal, String wanted) {
        if (!FORMS.contains(wanted)) {
            throw new ConfigException("--to knows no '%s'. %s".formatted(wanted, Names.advice(wanted, FORMS)));
        }
        if (key != null) {
            throw new ConfigException(
                    "--key chooses among the weights of one file, and --to %s converts a whole model. Leave --key out."
                            .formatted(wanted));
        }
        if (!wanted.equals(DIFFUSERS)) {
            requireOwnForm();
        }
        Optional<MatModel> mat = MatModel.openIfOne(from.toString(), "cpu");
        if (mat.isPresent()) {
            try (MatModel opened = mat.get()) {
                return mat(terminal, opened, wanted);
            }
        }
        try (Model opened = Model.open(from.toString(), "cpu")) {
            if (wanted.equals(DIFFUSERS)) {
                opened.saveForDiffusers(
                        to,
                        type == null ? FloatType.FP32 : type,
                        maxShardBytes == null ? PipelineWriter.SHARD_BYTES : maxShardBytes);
            } else {
                opened.save(to, type == null ? FloatType.FP32 : type);
            }
            return written(terminal, opened.parameters().count());
        }
    }

    private int mat(Terminal terminal, MatModel opened, String wanted) {
        if (wanted.equals(DIFFUSERS)) {
            throw new ConfigException(
                    "'%s' is a MAT, which has no like in the diffusers library. Use --to model, which writes one of this program."
                            .formatted(from));
        }
        opened.save(to, type == null ? FloatType.FP32 : type);
        return written(terminal, opened.parameters().count());
    }

    private int written(Terminal terminal, long numbers) {
        terminal.out().println("written: %s, %,d numbers".formatted(to, numbers));
        terminal.out().flush();
        return ExitCode.OK;
    }

    private void requireOwnForm() {
        if (maxShardBytes != null) {
            throw new ConfigException(
                    "models of this program are one file, and --max-shard-size was given. Leave it out, or use --to diffusers.");
        }
        if (Files.exists(to)) {
            throw new ConfigException(
                    "%s exists already, and nothing is written over. Remove it, or choose another name.".formatted(to));
        }
    }
}
