// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.diffusion4j.data.DataConfig;
import org.diffusion4j.data.DataFacts;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.data.PictureSource;
import org.diffusion4j.image.Skipped;
import picocli.CommandLine;

/** {@code d4j data info}: how many items, of which classes, and what could not be taken. */
@CommandLine.Command(
        name = "info",
        description = "Shows what is in a data set and what was left out.",
        footer = {"", "Every item is read once, so that what is damaged is found now and not during a training."})
final class DataInfoCommand extends Command {
    private static final int MOST_SHOWN = 20;

    @CommandLine.Mixin
    private final DataOptions data = new DataOptions();

    @CommandLine.Option(
            names = "--all",
            description = "Lists everything that was left out, not the first 20 files only.")
    private boolean isAll;

    @Override
    int run(Terminal terminal) {
        DataConfig config = data.config();
        DataSource source = config.create(0);
        DataFacts facts = DataFacts.of(source);
        PrintWriter out = terminal.out();
        out.println(String.format(Locale.ROOT, "%s: %,d items of shape %s", data.what(), facts.items(), facts.shape()));
        out.println(
                "values: mean %s, standard deviation %s".formatted(numbers(facts.mean()), numbers(facts.deviation())));
        config.heldOut(0)
                .ifPresent(
                        heldOut -> out.println(String.format(Locale.ROOT, "held out: %,d items more", heldOut.size())));
        printClasses(facts, out);
        if (source instanceof PictureSource pictures) {
            printSkipped(pictures.skipped(), isAll ? Integer.MAX_VALUE : MOST_SHOWN, out);
        }
        out.println("fingerprint: " + facts.fingerprint());
        return ExitCode.OK;
    }

    private static void printClasses(DataFacts facts, PrintWriter out) {
        if (facts.classes().isEmpty()) {
            out.println("classes: none");
            return;
        }
        out.println("classes: %d".formatted(facts.classes().size()));
        int width = facts.classes().stream().mapToInt(String::length).max().orElseThrow();
        for (int label = 0; label < facts.classes().size(); label++) {
            out.println(String.format(
                    Locale.ROOT,
                    "  %3d  %-" + width + "s  %,9d",
                    label,
                    facts.classes().get(label),
                    facts.ofClass().get(label)));
        }
    }

    private static void printSkipped(List<Skipped> skipped, int most, PrintWriter out) {
        out.println("left out: " + (skipped.isEmpty() ? "nothing" : skipped.size()));
        skipped.stream().limit(most).forEach(one -> out.println("  " + one));
        if (skipped.size() > most) {
            out.println("  and %d more, which --all lists".formatted(skipped.size() - most));
        }
    }

    private static String numbers(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.3f", value))
                .collect(Collectors.joining(" "));
    }
}
