// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import org.diffusion4j.config.ShellWord;
import picocli.CommandLine.Option;

/** The flag that says which model. */
final class ModelFlag {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME|DIR|FILE",
            description =
                    "A shipped model, the folder of a run, a file of weights, or a directory of the diffusers library.")
    private String model = "";

    /** The model as it was given. */
    String word() {
        return model;
    }

    /** The flag as it was given, for the command that makes the same again. */
    String again() {
        return " --model " + ShellWord.of(model);
    }
}
