// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.ComparisonReport;
import org.diffusion4j.evaluate.ComparisonRequest;
import org.diffusion4j.evaluate.SamplerComparison;
import org.diffusion4j.evaluate.SamplerTrial;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.FileLayer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j compare-samplers}: quality against evaluations of the network, for every sampler that fits a model. */
@CommandLine.Command(
        footer = {
            "",
            "Points of the spiral are measured by their distance to it, emoji by the Frechet distance of their features to",
            "those of held-out ones. Writes samplers.png, samplers.csv and samplers.json.",
        })
final class CompareSamplersCommand extends Command {
    private static final Duration MOST = Duration.ofMinutes(20);
    private static final int POINTS = 1024;
    private static final int PICTURES = 512;

    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Samples of each run (default: 1024 points, 512 pictures).")
    private @Nullable Integer count;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of start and noise, the same for all (default: 0).")
    private long seed;

    @Option(
            names = "--evaluations",
            split = ",",
            paramLabel = "N",
            description = "How often the network may be asked in a run (default: 5,8,10,15,20,30,50,100,200,500).")
    private List<Integer> evaluations = new ArrayList<>();

    @Option(
            names = "--samplers",
            split = ",",
            paramLabel = "NAME",
            description = "Those compared (default: all that fit the model).")
    private List<String> samplers = new ArrayList<>();

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Option(names = "--yes", description = "Begins however long it will take.")
    private boolean isAgreed;

    @Option(names = "--json", description = "Prints the whole record as JSON and nothing else.")
    private boolean isJson;

    @Override
    int run(Terminal terminal) {
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model opened = Model.open(model.word(), device)) {
            ComparisonRequest request = request(opened);
            try (SamplerComparison comparison = new SamplerComparison(opened, request)) {
                folder(out);
                announce(terminal, comparison.estimate());
                List<SamplerTrial> trials;
                try (Progress progress = terminal.progressOf("sampling", 0, comparison.total())) {
                    trials = comparison.run(progress::update, trial -> {}, stop.signal());
                }
                report(
                        terminal,
                        new ComparisonReport(
                                model.word(),
                                request.count(),
                                seed,
                                request.guidance().words(),
                                comparison.axis(),
                                comparison.floor(),
                                trials));
            }
            return ExitCode.OK;
        }
    }

    private ComparisonRequest request(Model opened) {
        int usual = ImageGallery.shows(opened.recipe()) ? PICTURES : POINTS;
        return new ComparisonRequest(
                count == null ? usual : count,
                seed,
                evaluations.isEmpty() ? ComparisonRequest.USUAL_EVALUATIONS : evaluations,
                samplers.stream().map(SamplerName::named).toList(),
                guidance.guidance());
    }

    private void announce(Terminal terminal, Duration time) {
        requireAgreed(time, isAgreed);
        terminal.err().println("Comparing will take about %s.".formatted(shown(time)));
        terminal.err().flush();
    }

    /** Refuses work that takes long and that nobody said yes to. */
    static void requireAgreed(Duration time, boolean isAgreed) {
        if (time.compareTo(MOST) > 0 && !isAgreed) {
            throw new ConfigException(
                    "comparing will take about %s here, and more than %s is only begun when asked for. Add --yes, or compare with fewer --evaluations, fewer --samplers or a smaller --count."
                            .formatted(shown(time), shown(MOST)));
        }
    }

    private static String shown(Duration time) {
        return time.toMinutes() < 2 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    private void report(Terminal terminal, ComparisonReport report) {
        Path picture = out.resolve("samplers.png");
        Png.write(picture, report.chart(), Map.of("model", model.word(), "seed", Long.toString(seed)));
        report.write(out, FileLayer.disk());
        if (isJson) {
            terminal.out().print(report.json());
            terminal.out().flush();
            return;
        }
        terminal.out().print(report.table());
        report.trials()
                .forEach(trial -> trial.failure()
                        .ifPresent(why -> terminal.out()
                                .println("%s with %d evaluations: %s"
                                        .formatted(trial.sampler(), trial.evaluations(), why))));
        terminal.out().println("floor: %.3g".formatted(report.floor()));
        terminal.out().println("picture: %s".formatted(picture));
        terminal.out().println("table: %s".formatted(out.resolve("samplers.csv")));
        terminal.out().println("record: %s".formatted(out.resolve("samplers.json")));
        terminal.out().flush();
    }
}
