// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.ImageWatcher;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.report.ReportPage;
import org.diffusion4j.report.Reporting;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j report}: what a trained image system shows and claims, with figures. */
@CommandLine.Command(
        footer = {
            "",
            "A training writes its report into its run's folder by itself. Figures: variety of the samples of a class, their",
            "agreement with a classifier, averaged against raw weights on the same seeds.",
        })
final class ReportCommand extends Command {
    private static final List<String> SOLVER =
            List.of("--sampler", "--steps", "--eta", "--order", "--sigmas", "--spacing", "--set");

    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(
            names = "--each",
            paramLabel = "N",
            description = "Samples of each class that figures are taken of (default: 16, fewer of large pictures).")
    private @Nullable Integer each;

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of samples and choices (default: 0).")
    private long seed;

    @Mixin
    private SamplerFlags flags = new SamplerFlags();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Override
    int run(Terminal terminal) {
        Path path = Path.of(model.word());
        Optional<RunFolder> run = !model.word().isBlank() && RunFolder.isRun(path, FileLayer.disk())
                ? Optional.of(RunFolder.open(path, FileLayer.disk()))
                : Optional.empty();
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model opened = Model.open(model.word(), device);
                Raw raw = Raw.of(model.word(), device, opened, run)) {
            if (!ImageGallery.shows(opened.recipe())) {
                throw new ConfigException(
                        "the system '%s' has no pictures to report on. Give a model of an image system, such as classes."
                                .formatted(opened.recipe().system()));
            }
            SampleConfig config = config(opened.recipe());
            SampleRequest how = SampleRequest.of(config, 1, seed)
                    .guidedBy(guidance.guidance())
                    .stoppedBy(stop.signal());
            int samples = each == null ? Reporting.usualEach(opened.recipe()) : each;
            Reporting reporting = new Reporting(how, samples);
            folder(out);
            ReportPage page =
                    new ReportPage(out, model.word(), opened, raw.model(), run, reporting, again(config, samples));
            try (Progress progress =
                    terminal.progressOf("classes", 0, Prompt.all(opened).size())) {
                page.write(false, progress::update)
                        .forEach(file -> terminal.out().println(line(file)));
            }
            return ExitCode.OK;
        }
    }

    private static String line(Path file) {
        String name = file.toString();
        return (name.endsWith(".md") ? "report: " : name.endsWith(".json") ? "figures: " : "picture: ") + name;
    }

    /** A few steps, unless others are asked for. */
    private SampleConfig config(Recipe recipe) {
        return SOLVER.stream().anyMatch(this::isGiven) ? flags.over(recipe) : ImageWatcher.quick(recipe);
    }

    private String again(SampleConfig config, int samples) {
        return String.format(
                Locale.ROOT,
                "d4j report%s --each %d%s --seed %d%s",
                model.again(),
                samples,
                guidance.again(),
                seed,
                flags.again(config));
    }

    /** The raw weights of a run that has averaged ones too. */
    private record Raw(Optional<Model> model) implements AutoCloseable {
        static Raw of(String name, String device, Model averaged, Optional<RunFolder> run) {
            return run.isPresent() && averaged.recipe().train().averageDecay().isPresent()
                    ? new Raw(Optional.of(Model.open(name, device, WeightChoice.RAW)))
                    : new Raw(Optional.empty());
        }

        @Override
        public void close() {
            model.ifPresent(Model::close);
        }
    }
}
