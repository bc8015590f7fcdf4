// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import org.diffusion4j.error.CancelledException;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.verify.FixtureSet;
import org.diffusion4j.verify.Verifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j verify}: stored numbers of reference implementations against what this machine computes. */
@CommandLine.Command(
        footer = {
            "",
            "A fixture is a .json file with a top-level 'kind'; all other files are passed over.",
            "What stands behind 'exact tables' are the same runs with tables in double, beside the float32 tables of the",
            "reference; it is for information. Exit code 0: something ran and nothing failed.",
        })
final class VerifyCommand extends Command {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder of fixtures (default: those that come with the program).")
    private @Nullable Path folder;

    @Option(names = "--filter", paramLabel = "TEXT", description = "Only fixtures whose path below DIR contains TEXT.")
    private String filter = "";

    @Option(names = "--device", paramLabel = "auto|cpu|cuda|cuda:N", description = "Where to compute (default: cpu).")
    private String device = "cpu";

    @Override
    int run(Terminal terminal) {
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                FixtureSet set = folder == null ? FixtureSet.bundled() : FixtureSet.below(folder)) {
            Verifier.Result result = Verifier.run(set.root(), filter, Devices.of(device), row -> {
                print(terminal, row);
                requireNoStop(stop);
            });
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "verify: %d files, %d checks passed, %d failed%n",
                            result.rows().size(),
                            result.passed(),
                            result.failed());
            terminal.out().flush();
            if (result.rows().isEmpty()) {
                terminal.err().println("d4j: " + nothingRan());
                terminal.err().flush();
            }
            return result.isGood() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void requireNoStop(StopOnInterrupt stop) {
        if (stop.signal().isRequested()) {
            throw new CancelledException("Verification was stopped; the rows above are what was checked until then.");
        }
    }

    private static void print(Terminal terminal, Verifier.Row row) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%-4s %s  %d passed  %d failed  worst %s%s%n",
                        row.failed() == 0 ? "ok" : "FAIL",
                        row.path(),
                        row.passed(),
                        row.failed(),
                        share(row.worstShare()),
                        row.exact() == null ? "" : beside(row.exact()));
        if (row.failure() != null) {
            terminal.out().println("     " + row.failure());
        }
        terminal.out().flush();
    }

    /** A row in which nothing was compared has no worst. */
    private static String share(OptionalDouble worst) {
        return worst.isPresent() ? String.format(Locale.ROOT, "%.2g", worst.getAsDouble()) : "-";
    }

    private static String beside(Verifier.Exact exact) {
        return String.format(
                Locale.ROOT,
                "  | exact tables: %d passed  %d failed  worst %s%s%s",
                exact.passed(),
                exact.failed(),
                share(exact.worstShare()),
                exact.leftOut() == 0 ? "" : "  left out %d".formatted(exact.leftOut()),
                exact.failure() == null ? "" : "  " + exact.failure());
    }

    private String nothingRan() {
        String where = folder == null ? "the fixtures that come with the program" : "the fixtures below " + folder;
        return filter.isEmpty()
                ? "nothing was found among %s. A fixture is a .json file with a top-level 'kind'; give a folder that holds some, or none for those of the program."
                        .formatted(where)
                : "no path among %s contains '%s'. Leave --filter out to see all paths.".formatted(where, filter);
    }
}
