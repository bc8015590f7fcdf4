// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.Map;
import java.util.stream.Stream;
import org.diffusion4j.network.Compute;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flag that says in which number format a model is asked. */
final class ComputeFlag {
    /** Those that a model can be asked in. */
    static final class Formats implements ITypeConverter<Compute> {
        @Override
        public Compute convert(String word) {
            return Stream.of(Compute.FLOAT32, Compute.BFLOAT16)
                    .filter(format -> format.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no number format to sample in; float32 and bfloat16 are".formatted(word)));
        }
    }

    @Option(
            names = "--compute",
            converter = Formats.class,
            paramLabel = "float32|bfloat16",
            description =
                    "The number format of convolutions and matrix products. bfloat16 rounds more coarsely; it is faster where the processor has instructions for it, slower elsewhere (default: float32).")
    private Compute compute = Compute.FLOAT32;

    /** The format as it was given. */
    Compute format() {
        return compute;
    }

    /** The flag as it was given, for the command that makes the same again; empty for the usual format. */
    String again() {
        return compute == Compute.FLOAT32 ? "" : " --compute " + compute.word();
    }

    /** Adds what is not usual to the facts that a picture carries. */
    void describe(Map<String, String> facts) {
        if (compute != Compute.FLOAT32) {
            facts.put("compute", compute.word());
        }
    }
}
