// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.edit.ImageToImage;
import org.diffusion4j.edit.Interpolation;
import org.diffusion4j.edit.Inversion;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.SampleConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code d4j interpolate}: from one sample to another, or from one picture to another. */
final class InterpolateCommand extends Command {
    private static final int ENDS = 2;

    @Mixin
    private EditFlags edit = new EditFlags();

    @Option(
            names = "--seeds",
            arity = "2",
            paramLabel = "N",
            description = "Two seeds: from the first sample of one to the first sample of the other.")
    private List<Long> seeds = new ArrayList<>();

    @Option(
            names = "--pictures",
            arity = "2",
            paramLabel = "IMAGE",
            description = "Two pictures instead, each a file or an emoji such as emoji:pizza.")
    private List<String> pictures = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "How many pictures, the two ends too (default: 8).")
    private int count = 8;

    @Mixin
    private SamplerFlags flags = new SamplerFlags();

    @Override
    int run(Terminal terminal) {
        requireOneKind();
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model model = edit.open()) {
            Interpolation way = new Interpolation(model);
            SampleConfig config = flags.over(model.recipe(), ImageToImage.usual(model.recipe()));
            SampleRequest request = edit.request(model, config, count, 0).stoppedBy(stop.signal());
            edit.requireFolder(this, pictures.toArray(String[]::new));
            List<Picture> drawn = seeds.isEmpty()
                    ? betweenPictures(terminal, model, way, request)
                    : betweenSeeds(terminal, model, way, request);
            EditedPictures files = edit.files(model, facts(config), again(config));
            files.write(terminal, "interpolation", row(drawn).draw("From %s to %s".formatted(end(0), end(1))));
            files.write(terminal, "picture", drawn);
            return ExitCode.OK;
        }
    }

    private List<Picture> betweenSeeds(Terminal terminal, Model model, Interpolation way, SampleRequest request) {
        int total = request.config()
                .create(model.schedule(), model.recipe().prediction())
                .evaluations();
        try (Progress progress = terminal.progressOf("drawing", 0, total)) {
            return way.betweenSeeds(seeds.get(0), seeds.get(1), request.reportingTo(progress::update));
        }
    }

    private List<Picture> betweenPictures(Terminal terminal, Model model, Interpolation way, SampleRequest request) {
        if (isGiven("--sampler")) {
            throw new ConfigException(
                    "--sampler was given with --pictures, and these are inverted and drawn by DDIM. Leave it out.");
        }
        Picture from = GivenPicture.of(pictures.get(0));
        Picture to = GivenPicture.of(pictures.get(1));
        int steps = isGiven("--steps") ? request.config().steps().orElseThrow() : Inversion.USUAL_STEPS;
        int most = model.schedule().steps();
        try (Progress progress = terminal.progressOf("inverting and drawing", 0, 2L * Math.min(steps, most))) {
            return way.betweenPictures(from, to, Math.min(steps, most), request.reportingTo(progress::update));
        }
    }

    private void requireOneKind() {
        if (seeds.isEmpty() == pictures.isEmpty()) {
            throw new ConfigException("%s. Give one of them: --seeds 3 9, or --pictures emoji:pizza emoji:cookie."
                    .formatted(
                            seeds.isEmpty()
                                    ? "neither seeds nor pictures were given"
                                    : "seeds and pictures were given"));
        }
        if (seeds.size() + pictures.size() != ENDS) {
            throw new ConfigException("%d ends were given, and there are two. Give one --seeds or one --pictures."
                    .formatted(seeds.size() + pictures.size()));
        }
    }

    private String end(int i) {
        return seeds.isEmpty() ? pictures.get(i) : "seed %d".formatted(seeds.get(i));
    }

    private PictureRow row(List<Picture> drawn) {
        PictureRow row = new PictureRow();
        for (int i = 0; i < drawn.size(); i++) {
            row.with(String.format(Locale.ROOT, "%.2f", (double) i / (drawn.size() - 1)), drawn.get(i));
        }
        return row;
    }

    private Map<String, String> facts(SampleConfig config) {
        return Map.of(
                "from",
                end(0),
                "to",
                end(1),
                "count",
                Integer.toString(count),
                "sampler",
                config.sampler().toString(),
                "steps",
                config.steps().map(String::valueOf).orElse("all"));
    }

    private String again(SampleConfig config) {
        String ends = seeds.isEmpty()
                ? " --pictures " + pictures.stream().map(ShellWord::of).collect(Collectors.joining(" "))
                : " --seeds " + seeds.stream().map(String::valueOf).collect(Collectors.joining(" "));
        String steps = isGiven("--steps") ? " --steps " + config.steps().orElseThrow() : "";
        return "d4j interpolate%s%s --count %d%s"
                .formatted(edit.again(), ends, count, seeds.isEmpty() ? steps : flags.again(config));
    }
}
