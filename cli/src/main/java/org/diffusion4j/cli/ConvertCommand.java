// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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

/** {@code d4j convert}: weights from one form into another. */
@CommandLine.Command(
        footer = {
            "",
            "The ending of OUT says the form: .safetensors, or .pth, .pt and .bin for PyTorch. With --max-shard-size",
            "OUT is a folder. Nothing that exists is written over, and nothing in a file is executed.",
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

    @Option(names = "--key", paramLabel = "NAME", description = "The top-level key of a PyTorch file to read.")
    private @Nullable String key;

    @Override
    int run(Terminal terminal) {
        Conversion.Result result = new Conversion(
                        from,
                        to,
                        Optional.ofNullable(key),
                        Optional.ofNullable(type),
                        Optional.ofNullable(maxShardBytes))
                .run(FileLayer.disk());
        terminal.err()
                .println("%s: %s, %d tensors, %s"
                        .formatted(from, result.source(), result.tensors(), Sizes.shown(result.byteCount())));
        result.written().forEach(file -> terminal.out().println("written: %s".formatted(file)));
        terminal.out().flush();
        return ExitCode.OK;
    }
}
