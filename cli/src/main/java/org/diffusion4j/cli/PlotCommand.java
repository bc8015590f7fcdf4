// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.SpiralGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code d4j plot}: single pictures of a recipe, a run or a model. */
final class PlotCommand extends Command {
    /** What can be drawn. */
    enum Subject {
        POINTS,
        SCHEDULE,
        LOSS,
        TRAJECTORY,
        SPREAD,
        STRIP;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads a subject in any case. */
    static final class Subjects implements ITypeConverter<Subject> {
        @Override
        public Subject convert(String word) {
            return Stream.of(Subject.values())
                    .filter(subject -> subject.toString().equals(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'%s' is nothing that can be drawn. %s"
                            .formatted(
                                    word,
                                    Names.advice(
                                            word,
                                            Stream.of(Subject.values())
                                                    .map(Subject::toString)
                                                    .toList()))));
        }
    }

    @Parameters(
            paramLabel = "WHAT",
            converter = Subjects.class,
            description = "points, schedule (of a recipe), loss (of a run), trajectory, spread, strip (of a model).")
    private Subject subject = Subject.POINTS;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description = "Recipe of points and schedule (default: spiral).")
    private String recipe = "spiral";

    @Option(names = "--run", paramLabel = "DIR", description = "Run whose loss is drawn.")
    private @Nullable Path run;

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR|FILE",
            description = "Model of trajectory, spread and strip (default: spiral).")
    private String model = "spiral";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Replaces a value of the recipe.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of start and noise (default: 0).")
    private long seed;

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "Noise level from which spread starts (default: a tenth of the schedule).")
    private @Nullable Integer from;

    @Option(names = "--repeats", paramLabel = "N", description = "Runs of spread (default: 200).")
    private int repeats = 200;

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Override
    int run(Terminal terminal) {
        for (Path file : draw()) {
            terminal.out().println("picture: %s".formatted(file));
        }
        return ExitCode.OK;
    }

    private List<Path> draw() {
        return switch (subject) {
            case POINTS -> new SpiralGallery(out, Recipe.of(recipe, overrides)).points();
            case SCHEDULE -> List.of(new SpiralGallery(out, Recipe.of(recipe, overrides)).schedule());
            case LOSS -> List.of(loss());
            case TRAJECTORY, SPREAD, STRIP -> List.of(ofModel());
        };
    }

    private Path loss() {
        if (run == null) {
            throw new ConfigException("plot loss needs --run DIR, the folder of a run. 'd4j runs' lists them.");
        }
        RunFolder folder = RunFolder.open(run, FileLayer.disk());
        return new SpiralGallery(out, Recipe.of(folder.recipe().toString(), List.of())).loss(folder);
    }

    private Path ofModel() {
        if (repeats < 1) {
            throw new ConfigException("--repeats must be at least 1 but was %d. 200 is usual.".formatted(repeats));
        }
        try (Model opened = Model.open(model)) {
            SpiralGallery gallery = new SpiralGallery(out, opened.recipe());
            return switch (subject) {
                case SPREAD ->
                    gallery.spread(opened, from == null ? opened.schedule().steps() / 10 : from, repeats, seed);
                case STRIP -> gallery.strip(opened, seed);
                default -> gallery.trajectory(opened, seed);
            };
        }
    }
}
