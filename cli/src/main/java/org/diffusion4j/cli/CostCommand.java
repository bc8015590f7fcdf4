// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.ComputingPower;
import org.diffusion4j.evaluate.TrainingCost;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.PeakLoop;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j cost}: the time and memory that training by a recipe would take, here and on one data-centre GPU. */
@CommandLine.Command(
        footer = {
            "",
            "Operations are counted from the network's layers: a training step is three forward passes. The peak of this",
            "machine is that of a 3x3 convolution, measured now on all cores; that of the GPU is the data sheet's of an NVIDIA",
            "H100 SXM for TF32 without sparsity, in which it trains with",
            "--set train.compute=tf32. What share of a peak training reaches is assumed, and printed.",
        })
final class CostCommand extends Command {
    private static final Duration MEASURED = Duration.ofMillis(500);
    private static final double GIGA = 1e9;
    private static final double TERA = 1e12;
    private static final double YEAR = 365.25;

    @Parameters(arity = "1..*", paramLabel = "RECIPE", description = "Names of shipped recipes, or files.")
    private List<String> recipes = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Replaces a value in every recipe.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--peak", paramLabel = "GFLOPS", description = "Peak of this machine (default: measured now).")
    private @Nullable Double peak;

    @Option(names = "--share", paramLabel = "X", description = "Share of it that training reaches (default: 0.5).")
    private double share = 0.5;

    @Option(names = "--gpu", paramLabel = "NAME", description = "The GPU in words (default: H100 SXM, TF32).")
    private String gpu = "H100 SXM, TF32";

    @Option(names = "--gpu-peak", paramLabel = "TFLOPS", description = "Its peak (default: 494).")
    private double gpuPeak = 494;

    @Option(names = "--gpu-share", paramLabel = "X", description = "Share of it that training reaches (default: 0.2).")
    private double gpuShare = 0.2;

    @Override
    int run(Terminal terminal) {
        if (peak != null) {
            requirePeak("--peak", peak, GIGA, "GFLOP/s");
        }
        requirePeak("--gpu-peak", gpuPeak, TERA, "TFLOP/s");
        requireShare("--share", share);
        requireShare("--gpu-share", gpuShare);
        ComputingPower there = new ComputingPower("one " + gpu + " (data sheet)", gpuPeak * TERA, gpuShare);
        recipes.stream().filter(MatRecipe::isOne).findFirst().ifPresent(name -> {
            throw new ConfigException(
                    "cost counts the operations of one network, and the MAT recipe %s has two. Leave it out."
                            .formatted(name));
        });
        List<TrainingCost> costs = recipes.stream()
                .map(name -> TrainingCost.of(Recipe.of(name, overrides)))
                .toList();
        ComputingPower here = here();
        PrintWriter out = terminal.out();
        out.println(
                "| recipe | parameters | forward pass | items | operations | here: time | memory | GPU: time | memory |");
        out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        costs.forEach(cost -> out.println(row(cost, here, there)));
        out.println();
        out.println("here: " + line(here));
        out.println("GPU: " + line(there));
        out.println("assumed: a training step is three forward passes; float32; memory without data and libraries");
        out.flush();
        return ExitCode.OK;
    }

    private static void requirePeak(String flag, double value, double unit, String unitName) {
        if (!(value > 0) || !Double.isFinite(value * unit)) {
            throw new ConfigException("%s is %s %s; it must be above 0 and finite. Give the peak of the machine in %s."
                    .formatted(flag, value, unitName, unitName));
        }
    }

    private static void requireShare(String flag, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new ConfigException(
                    "%s is %s; it must lie in (0, 1]. Give the share of the peak that training reaches."
                            .formatted(flag, value));
        }
    }

    private ComputingPower here() {
        int cores = Engine.cores();
        String name = "%d %s of this machine".formatted(cores, cores == 1 ? "core" : "cores");
        return peak == null
                ? new ComputingPower(
                        name + " (3x3 convolution, measured now)",
                        GIGA
                                * Engine.withThreads(cores, () -> PeakLoop.measure(MEASURED))
                                        .convolution(),
                        share)
                : new ComputingPower(name + " (as given)", GIGA * peak, share);
    }

    private static String line(ComputingPower power) {
        return String.format(
                Locale.ROOT,
                "%s, %,.0f GFLOP/s, of which training reaches %.2f (assumed)",
                power.name(),
                power.peak() / GIGA,
                power.share());
    }

    private static String row(TrainingCost cost, ComputingPower here, ComputingPower there) {
        return String.format(
                Locale.ROOT,
                "| `%s` | %s | %sMAC | %s | %.3g | %s | %s | %s | %s |",
                cost.system(),
                counted(cost.work().parameters()),
                counted(cost.work().multiplyAdds()),
                counted(cost.items()),
                cost.operations(),
                time(here.seconds(cost.operations())),
                bytes(cost.bytesInPieces()),
                time(there.seconds(cost.operations())),
                bytes(cost.bytesAtOnce()));
    }

    /** Three digits and a letter: 35.7 M, 6.05 G. */
    static String counted(long number) {
        String[] letters = {"", " k", " M", " G", " T"};
        int power = 0;
        double value = number;
        while (value >= 999.5 && power < letters.length - 1) {
            value /= 1000;
            power++;
        }
        int digits = value >= 99.95 || (power == 0) ? 0 : value >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f%s", value, letters[power]);
    }

    private static String bytes(long count) {
        return String.format(Locale.ROOT, "%.1f GB", count / GIGA);
    }

    /** In the largest unit of which there are two. */
    static String time(double seconds) {
        double minutes = seconds / 60;
        double hours = minutes / 60;
        double days = hours / 24;
        if (minutes < 2) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        if (hours < 2) {
            return String.format(Locale.ROOT, "%.0f min", minutes);
        }
        if (days < 2) {
            return String.format(Locale.ROOT, "%.0f h", hours);
        }
        return days < 2 * YEAR
                ? String.format(Locale.ROOT, "%.0f days", days)
                : String.format(Locale.ROOT, "%.1f years", days / YEAR);
    }
}
