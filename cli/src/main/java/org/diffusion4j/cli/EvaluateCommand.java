// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.Evaluation;
import org.diffusion4j.evaluate.EvaluationRequest;
import org.diffusion4j.evaluate.EvaluationResult;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.plot.Png;
import org.diffusion4j.run.FileLayer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j evaluate}: how good the samples of a model are. */
final class EvaluateCommand extends Command {
    private static final Duration MOST = Duration.ofMinutes(20);

    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(names = "--count", paramLabel = "N", description = "How many samples (default: 900).")
    private int count = EvaluationRequest.USUAL_COUNT;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of samples and choices (default: 0).")
    private long seed;

    @Mixin
    private SamplerFlags flags = new SamplerFlags();

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "A TorchScript feature network (default: the classifier of emoji that comes with the program).")
    private @Nullable Path features;

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "An evaluation.json of another model: prints the differences.")
    private @Nullable Path against;

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Mixin
    private ComputeFlag compute = new ComputeFlag();

    @Option(names = "--yes", description = "Begins however long it will take.")
    private boolean isAgreed;

    @Option(names = "--json", description = "Prints the whole record as JSON and nothing else.")
    private boolean isJson;

    @Override
    int run(Terminal terminal) {
        Optional<EvaluationResult> before = Optional.ofNullable(against).map(EvaluationResult::read);
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model opened = Model.open(model.word(), device, WeightChoice.AVERAGED, compute.format())) {
            Evaluation evaluation = new Evaluation(
                    model.word(),
                    opened,
                    new EvaluationRequest(
                            count,
                            seed,
                            flags.over(opened.recipe()),
                            guidance.guidance(),
                            Optional.ofNullable(features)));
            folder(out);
            announce(terminal, evaluation.estimate());
            Evaluation.Outcome outcome;
            try (Progress progress = terminal.progressOf("sampling", 0, evaluation.total())) {
                outcome = evaluation.run(progress::update, stop.signal());
            }
            report(terminal, outcome, before);
            return ExitCode.OK;
        }
    }

    private void announce(Terminal terminal, Duration time) {
        requireAgreed(time, count, isAgreed);
        terminal.err().println("Drawing %d samples will take about %s.".formatted(count, shown(time)));
        terminal.err().flush();
    }

    /** Refuses work that takes long and that nobody said yes to. */
    static void requireAgreed(Duration time, int count, boolean isAgreed) {
        if (time.compareTo(MOST) > 0 && !isAgreed) {
            throw new ConfigException(
                    "drawing %d samples will take about %s here, and more than %s is only begun when asked for. Add --yes, or draw with fewer --steps or a smaller --count."
                            .formatted(count, shown(time), shown(MOST)));
        }
    }

    /** In words, for a person who waits. */
    static String shown(Duration time) {
        return time.toMinutes() < 2 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    private void report(Terminal terminal, Evaluation.Outcome outcome, Optional<EvaluationResult> before) {
        EvaluationResult result = outcome.result();
        Path record = out.resolve("evaluation.json");
        Path picture = out.resolve("nearest.png");
        Png.write(picture, outcome.pairs(), Map.of("model", model.word(), "sampler", result.sampler()));
        result.write(record, FileLayer.disk());
        PrintWriter lines = terminal.out();
        if (isJson) {
            lines.println(result.json());
            return;
        }
        figures(lines, result);
        lines.println("record: %s".formatted(record));
        lines.println("picture: %s".formatted(picture));
        before.ifPresent(other -> differences(lines, result, other));
        lines.println(result.line());
    }

    private static void figures(PrintWriter lines, EvaluationResult r) {
        lines.printf(Locale.ROOT, "sampler: %s%n", r.sampler());
        lines.printf(
                Locale.ROOT,
                "compared: %d of %d samples, mixed as the %d held-out pictures; floor: %d training pictures%n",
                r.recipe().compared(),
                r.recipe().count(),
                r.recipe().heldOut(),
                r.recipe().training());
        lines.printf(Locale.ROOT, "%s: %.3f (floor %.3f)%n", r.recipe().frechetName(), r.frechet(), r.frechetFloor());
        lines.printf(
                Locale.ROOT,
                "%s: %.5f ± %.5f (floor %.5f)%n",
                r.recipe().kernelName(),
                r.kernel().mean(),
                r.kernel().deviation(),
                r.kernelFloor().mean());
        lines.printf(
                Locale.ROOT,
                "precision %.3f, recall %.3f, density %.3f, coverage %.3f (training pictures: %.3f, %.3f, %.3f, %.3f)%n",
                r.overlap().precision(),
                r.overlap().recall(),
                r.overlap().density(),
                r.overlap().coverage(),
                r.overlapFloor().precision(),
                r.overlapFloor().recall(),
                r.overlapFloor().density(),
                r.overlapFloor().coverage());
        r.accuracyOf().forEach((category, share) -> lines.printf(Locale.ROOT, "judged as %s: %.2f%n", category, share));
        lines.printf(Locale.ROOT, "the judge itself on held-out pictures: %.3f%n", r.judge());
        lines.printf(
                Locale.ROOT,
                "nearest training picture: median %.1f grey levels, least %.1f; of held-out pictures %.1f; %d samples nearer than %.1f%n",
                r.nearest().median(),
                r.nearest().least(),
                r.nearest().heldOutMedian(),
                r.nearest().near(),
                r.nearest().heldOutNear());
    }

    private static void differences(PrintWriter lines, EvaluationResult result, EvaluationResult other) {
        result.recipe().requireSame(other.recipe());
        lines.printf(
                Locale.ROOT,
                "against %s (%s): accuracy %+.2f, fd %+.3f, kd %+.5f%n",
                other.model(),
                other.sampler(),
                result.accuracy().orElse(0) - other.accuracy().orElse(0),
                result.frechet() - other.frechet(),
                result.kernel().mean() - other.kernel().mean());
    }
}
