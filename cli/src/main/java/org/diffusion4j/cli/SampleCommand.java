// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.evaluate.SpiralQuality;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.SampleSheet;
import org.diffusion4j.gallery.SpiralGallery;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j sample}: samples of a model as pictures, or as numbers and a picture of them. */
final class SampleCommand extends Command {
    /** Of each class that is named. */
    private static final int EACH = 8;

    @Mixin
    private ModelFlag model = new ModelFlag();

    @Option(names = "--out", paramLabel = "DIR", description = "Where files are written (default: out).")
    private Path out = Path.of("out");

    @Option(
            names = {"--class", "--context"},
            paramLabel = "NAME|NUMBER|MIX",
            description =
                    "What is drawn: a class by name or number, none, or a mix such as 1,0,0.6,0,0; several times for several (default: all).")
    private List<String> classes = new ArrayList<>();

    @Mixin
    private GuidanceFlags guidance = new GuidanceFlags();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many samples in all (default: the recipe's, or 8 of each class named).")
    private @Nullable Integer count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of start and noise (default: 0). The same seed gives the same samples.")
    private long seed;

    @Option(
            names = "--stretch",
            description =
                    "Shows each picture from its own least to its own largest value, which hides wrong brightness.")
    private boolean isStretched;

    @Mixin
    private SamplerFlags flags = new SamplerFlags();

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:1 (default: auto).")
    private String device = "auto";

    @Mixin
    private ComputeFlag compute = new ComputeFlag();

    @Override
    int run(Terminal terminal) {
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model opened = Model.open(model.word(), device, WeightChoice.AVERAGED, compute.format())) {
            SampleConfig config = flags.over(opened.recipe());
            int total = config.create(opened.schedule(), opened.recipe().prediction())
                    .evaluations();
            SampleSheet sheet = sheet(opened, config);
            SampleRequest request = SampleRequest.of(config, sheet.count(), seed)
                    .conditionedOn(sheet.condition())
                    .guidedBy(guidance.guidance());
            OutFolder folder = folder(out);
            long start = System.nanoTime();
            Samples samples;
            try (Progress progress = terminal.progressOf("sampling", 0, total)) {
                samples = opened.sample(request.reportingTo(progress::update).stoppedBy(stop.signal()));
            }
            terminal.err()
                    .println("Sampling time : (#%d) %s"
                            .formatted(
                                    sheet.count(),
                                    TrainingProgress.clock(Duration.ofNanos(System.nanoTime() - start))));
            if (ImageGallery.shows(opened.recipe())) {
                showPictures(terminal, opened.recipe(), isStretched ? samples.stretched() : samples, sheet, config);
            } else {
                showPoints(terminal, folder, opened.recipe(), samples, sheet, config);
            }
            return ExitCode.OK;
        }
    }

    private void showPictures(
            Terminal terminal, Recipe recipe, Samples samples, SampleSheet sheet, SampleConfig config) {
        ImageGallery gallery = new ImageGallery(out, recipe, again(sheet, config));
        Map<String, String> facts = facts(config, sheet.count());
        String title = "%d samples, seed %d".formatted(sheet.count(), seed);
        terminal.out().println("picture: %s".formatted(gallery.samples("samples", samples, sheet, title, facts)));
        List<Path> singles = gallery.singles(samples, sheet, facts);
        terminal.out()
                .println("pictures: %s to %s"
                        .formatted(
                                singles.get(0), singles.get(singles.size() - 1).getFileName()));
    }

    private void showPoints(
            Terminal terminal,
            OutFolder folder,
            Recipe recipe,
            Samples samples,
            SampleSheet sheet,
            SampleConfig config) {
        terminal.out().println("samples: %s".formatted(folder.csv(samples)));
        if (SpiralGallery.shows(recipe)) {
            Path picture = new SpiralGallery(out, recipe, again(sheet, config))
                    .samples(
                            "samples",
                            samples,
                            "%d samples, seed %d".formatted(samples.count(), seed),
                            facts(config, samples.count()));
            terminal.out().println("picture: %s".formatted(picture));
            terminal.out().println(SpiralQuality.of(samples.values()).line());
        }
    }

    private SampleSheet sheet(Model opened, SampleConfig config) {
        if (count != null && count < 1) {
            throw new ConfigException(
                    "count must be at least 1 but was %d. Give the number of samples.".formatted(count));
        }
        if (classes.isEmpty()) {
            return SampleSheet.of(Prompt.all(opened), count == null ? config.count() : count);
        }
        List<Prompt> prompts =
                classes.stream().map(words -> Prompt.of(opened, words)).toList();
        return SampleSheet.of(prompts, count == null ? EACH * prompts.size() : count);
    }

    private Map<String, String> facts(SampleConfig config, int wanted) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", model.word());
        facts.put("seed", Long.toString(seed));
        facts.put("count", Integer.toString(wanted));
        facts.put("sampler", config.sampler().toString());
        facts.put("steps", config.steps().map(String::valueOf).orElse("all"));
        if (!classes.isEmpty()) {
            facts.put("classes", String.join("; ", classes));
        }
        guidance.describe(facts);
        compute.describe(facts);
        if (isStretched) {
            facts.put("stretched", "each picture from its least to its largest value");
        }
        return facts;
    }

    /** The command that makes the same pictures again, wherever they are to lie. */
    private String again(SampleSheet sheet, SampleConfig config) {
        StringBuilder words = new StringBuilder("d4j sample" + model.again());
        classes.forEach(name -> words.append(" --class ").append(ShellWord.of(name)));
        words.append(guidance.again()).append(compute.again());
        words.append(String.format(Locale.ROOT, " --count %d --seed %d", sheet.count(), seed));
        words.append(flags.again(config)).append(isStretched ? " --stretch" : "");
        return words.toString();
    }
}
