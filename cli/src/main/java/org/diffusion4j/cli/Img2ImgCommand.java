// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.edit.ImageToImage;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.recipe.SampleConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j img2img}: draws a picture anew from its outlines. */
final class Img2ImgCommand extends Command {
    @Parameters(paramLabel = "IMAGE", description = GivenPicture.ABOUT)
    private String image = "";

    @Mixin
    private EditFlags edit = new EditFlags();

    @Option(
            names = "--strength",
            paramLabel = "X",
            description =
                    "How much noise is laid over it: 0 leaves it as it is, 1 keeps next to nothing (default: 0.6).")
    private double strength = 0.6;

    @Option(names = "--count", paramLabel = "N", description = "How many pictures (default: 4).")
    private int count = 4;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all noise (default: 0). The same seed gives the same pictures.")
    private long seed;

    @Mixin
    private SamplerFlags flags = new SamplerFlags();

    @Override
    int run(Terminal terminal) {
        Picture picture = GivenPicture.of(image);
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model model = edit.open()) {
            ImageToImage way = new ImageToImage(model, strength);
            SampleConfig config = flags.over(model.recipe(), ImageToImage.usual(model.recipe()));
            SampleRequest request = edit.request(model, config, count, seed);
            edit.requireFolder(this, image);
            List<Picture> drawn;
            try (Progress progress = terminal.progressOf("drawing", 0, Math.max(1, way.evaluations(config)))) {
                drawn = way.draw(picture, request.reportingTo(progress::update).stoppedBy(stop.signal()));
            }
            PictureRow row = new PictureRow().with("before", way.seen(picture)).withAll("after", drawn);
            String title = String.format(Locale.ROOT, "strength %s, seed %d", strength, seed);
            EditedPictures files = edit.files(model, facts(config), again(config));
            files.write(terminal, "img2img", row.draw(title));
            files.write(terminal, "picture", drawn);
            return ExitCode.OK;
        }
    }

    private Map<String, String> facts(SampleConfig config) {
        return Map.of(
                "image",
                image,
                "strength",
                Double.toString(strength),
                "seed",
                Long.toString(seed),
                "count",
                Integer.toString(count),
                "sampler",
                config.sampler().toString(),
                "steps",
                config.steps().map(String::valueOf).orElse("all"));
    }

    private String again(SampleConfig config) {
        return "d4j img2img%s %s%s%s"
                .formatted(
                        edit.again(),
                        ShellWord.of(image),
                        String.format(Locale.ROOT, " --strength %s --count %d --seed %d", strength, count, seed),
                        flags.again(config));
    }
}
