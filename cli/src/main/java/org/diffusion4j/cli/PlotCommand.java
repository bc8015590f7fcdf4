// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.ImageWatcher;
import org.diffusion4j.gallery.SpiralGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code d4j plot}: single pictures of a recipe, a run or a model. */
final class PlotCommand extends Command {
    /** More lines than this from one point are a blot. */
    private static final int MOST_REPEATS = 100_000;

    /** Flags of what a model draws. */
    private static final List<String> OF_DRAWING = List.of(
            "--model",
            "--device",
            "--class",
            "--guidance",
            "--guidance-rescale",
            "--guidance-interval",
            "--sampler",
            "--steps",
            "--keep",
            "--seed");

    /** What can be drawn. */
    enum Subject {
        POINTS,
        DATA,
        SCHEDULE,
        NETWORK,
        LOSS,
        TRAJECTORY,
        SPREAD,
        STRIP,
        AVERAGED,
        CLASSES,
        CLASS;

        /** The flags that mean something to it, beside those that every subject has. */
        List<String> flags() {
            return switch (this) {
                case POINTS, DATA, SCHEDULE, NETWORK -> List.of("--recipe", "--set");
                case LOSS -> List.of("--run");
                case STRIP -> List.of("--model", "--device", "--seed");
                case TRAJECTORY -> drawnWithout();
                case AVERAGED, CLASSES -> drawnWithout("--class", "--keep");
                case CLASS -> drawnWithout("--keep");
                case SPREAD -> List.of("--model", "--device", "--seed", "--from", "--repeats");
            };
        }

        private static List<String> drawnWithout(String... left) {
            return OF_DRAWING.stream()
                    .filter(flag -> !List.of(left).contains(flag))
                    .toList();
        }

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
            description =
                    "points, data, schedule, network (of a recipe), loss (of a run), trajectory, spread, strip, averaged, classes, class (of a model).")
    private Subject subject = Subject.POINTS;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|FILE",
            description = "Recipe of points, data, schedule and network (default: spiral).")
    private String recipe = "spiral";

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Run whose loss is drawn; given several times, all on one picture.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "NAME|DIR|FILE",
            description = "Model of trajectory, spread, strip, averaged, classes and class (default: spiral).")
    private String model = "spiral";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Where the model computes: auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Option(
            names = "--class",
            paramLabel = "NAME|NUMBER|MIX",
            description = "What class and trajectory show (default: the fourth class; all of them).")
    private @Nullable String shownClass;

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description = "Method of trajectory, averaged, classes and class (default: the recipe's).")
    private @Nullable String sampler;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of these (default: the recipe's; averaged: 25).")
    private @Nullable Integer steps;

    @Option(
            names = "--keep",
            split = ",",
            paramLabel = "STEP",
            description =
                    "Steps that trajectory shows, with commas, counted down to 1, of a blend up from 1 (default: some).")
    private List<Integer> keep = new ArrayList<>();

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
        requireUseForFlags();
        for (Path file : draw()) {
            terminal.out().println("picture: %s".formatted(file));
        }
        return ExitCode.OK;
    }

    /** A flag that is passed over in silence draws another picture than the one meant. */
    private void requireUseForFlags() {
        Stream.of(Subject.values())
                .flatMap(other -> other.flags().stream())
                .filter(flag -> isGiven(flag) && !subject.flags().contains(flag))
                .findFirst()
                .ifPresent(flag -> {
                    throw new ConfigException("plot %s has no use for %s; its own flags are %s and --out. Leave %s out."
                            .formatted(subject, flag, String.join(", ", subject.flags()), flag));
                });
    }

    private List<Path> draw() {
        return switch (subject) {
            case POINTS -> new SpiralGallery(out, ofRecipe(), again()).points();
            case DATA -> images().data(ofRecipe());
            case NETWORK -> images().network(ofRecipe());
            case SCHEDULE ->
                ImageGallery.shows(ofRecipe())
                        ? images().schedule(ofRecipe())
                        : List.of(new SpiralGallery(out, ofRecipe(), again()).schedule());
            case LOSS -> loss();
            case TRAJECTORY, SPREAD, STRIP, AVERAGED, CLASSES, CLASS -> ofModel();
        };
    }

    private Recipe ofRecipe() {
        return Recipe.of(recipe, overrides);
    }

    private ImagePlots images() {
        return new ImagePlots(out, again());
    }

    /** The command that draws the same, wherever it is to lie. */
    private String again() {
        StringBuilder words = new StringBuilder("d4j plot " + subject);
        for (String flag : subject.flags()) {
            List<String> values = switch (flag) {
                case "--recipe" -> List.of(recipe);
                case "--model" -> List.of(model);
                case "--device" -> isGiven("--device") ? List.of(device) : List.<String>of();
                case "--seed" -> List.of(Long.toString(seed));
                case "--repeats" -> List.of(Integer.toString(repeats));
                case "--from" -> from == null ? List.<String>of() : List.of(from.toString());
                case "--class" -> shownClass == null ? List.<String>of() : List.of(shownClass);
                case "--guidance", "--guidance-rescale", "--guidance-interval" -> guidance.value(flag);
                case "--sampler" -> sampler == null ? List.<String>of() : List.of(sampler);
                case "--steps" -> steps == null ? List.<String>of() : List.of(steps.toString());
                case "--keep" ->
                    keep.isEmpty()
                            ? List.<String>of()
                            : List.of(keep.stream().map(String::valueOf).collect(Collectors.joining(",")));
                case "--run" -> runs.stream().map(Path::toString).toList();
                default -> overrides;
            };
            values.forEach(value -> words.append(' ').append(flag).append(' ').append(ShellWord.of(value)));
        }
        return words.toString();
    }

    private List<Path> loss() {
        if (runs.isEmpty()) {
            throw new ConfigException("plot loss needs --run DIR, the folder of a run. 'd4j runs' lists them.");
        }
        List<RunFolder> folders =
                runs.stream().map(run -> RunFolder.open(run, FileLayer.disk())).toList();
        RunFolder folder = folders.get(0);
        Recipe trained = Recipe.of(folder.recipe().toString(), List.of());
        if (folders.size() > 1) {
            return List.of(images().losses(folders, trained));
        }
        return ImageGallery.shows(trained)
                ? images().loss(folder, trained)
                : List.of(new SpiralGallery(out, trained, again()).loss(folder));
    }

    private List<Path> ofModel() {
        if (repeats < 1 || repeats > MOST_REPEATS) {
            throw new ConfigException(
                    "--repeats must lie in 1 to %d but was %d. 200 is usual.".formatted(MOST_REPEATS, repeats));
        }
        try (Model opened = Model.open(model, device)) {
            if (ImageGallery.shows(opened.recipe()) || subject == Subject.AVERAGED || isOfClasses()) {
                return ofPictures(opened);
            }
            requireNoneOfPictures();
            SpiralGallery gallery = new SpiralGallery(out, opened.recipe(), again());
            return List.of(
                    switch (subject) {
                        case SPREAD ->
                            gallery.spread(opened, start(opened.schedule().steps()), repeats, seed);
                        case STRIP -> gallery.strip(opened, seed);
                        default -> gallery.trajectory(opened, seed);
                    });
        }
    }

    /** Points are drawn by the recipe's own method alone. */
    private void requireNoneOfPictures() {
        OF_DRAWING.stream()
                .filter(flag -> !Subject.STRIP.flags().contains(flag) && isGiven(flag))
                .findFirst()
                .ifPresent(flag -> {
                    throw new ConfigException(
                            "plot %s has no use for %s where the model makes points, and '%s' does. Leave %s out."
                                    .formatted(subject, flag, model, flag));
                });
    }

    private boolean isOfClasses() {
        return subject == Subject.CLASSES || subject == Subject.CLASS;
    }

    private List<Path> ofPictures(Model opened) {
        boolean isQuick = subject == Subject.AVERAGED && sampler == null && steps == null;
        SampleConfig config = isQuick
                ? ImageWatcher.quick(opened.recipe())
                : SamplerFlags.chosen(opened.recipe(), opened.recipe().sample(), sampler, steps);
        SampleRequest how = SampleRequest.of(config, 1, seed).guidedBy(guidance.guidance());
        Optional<Prompt> prompt = Optional.ofNullable(shownClass).map(words -> Prompt.of(opened, words));
        return switch (subject) {
            case AVERAGED -> List.of(images().averaged(model, opened, how));
            case CLASSES -> List.of(images().classes(opened, how));
            case CLASS ->
                List.of(images().ofClass(opened, prompt.orElseGet(() -> ImageGallery.usualClass(opened)), how));
            case TRAJECTORY -> images().trajectory(opened, prompt, keep, how);
            default ->
                throw new ConfigException(
                        "plot %s shows points, and the model '%s' makes pictures. Use plot trajectory."
                                .formatted(subject, model));
        };
    }

    private int start(int levels) {
        if (from == null) {
            return levels / 10;
        }
        if (from < 0 || from >= levels) {
            throw new ConfigException(
                    "--from must lie in 0 to %d (the noise levels of this model) but was %d. A tenth of them is usual."
                            .formatted(levels - 1, from));
        }
        return from;
    }
}
