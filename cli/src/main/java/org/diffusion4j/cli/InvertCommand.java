// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.config.ShellWord;
import org.diffusion4j.edit.Inversion;
import org.diffusion4j.gallery.PictureRow;
import org.diffusion4j.image.Picture;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code d4j invert}: the noise that a picture is made of, and what comes back of it. */
final class InvertCommand extends Command {
    @Parameters(paramLabel = "IMAGE", description = GivenPicture.ABOUT)
    private String image = "";

    @Mixin
    private EditFlags edit = new EditFlags();

    @Option(names = "--steps", paramLabel = "N", description = "Steps each way (default: 100).")
    private int steps = Inversion.USUAL_STEPS;

    @Override
    int run(Terminal terminal) {
        Picture picture = GivenPicture.of(image);
        try (StopOnInterrupt stop = new StopOnInterrupt(null);
                Model model = edit.open()) {
            Inversion inversion = new Inversion(model, steps);
            SampleRequest request = edit.request(model, model.recipe().sample(), 1, 0);
            edit.requireFolder(this, image);
            Inversion.RoundTrip trip;
            try (Progress progress = terminal.progressOf("inverting", 0, 2L * inversion.evaluations())) {
                trip = inversion.roundTrip(
                        picture, request.reportingTo(progress::update).stoppedBy(stop.signal()));
            }
            String figures = String.format(Locale.ROOT, "l1=%.4f psnr=%.2f", trip.error(), trip.psnr());
            EditedPictures files = edit.files(
                    model,
                    Map.of("image", image, "steps", Integer.toString(steps), "reconstruction", figures),
                    again());
            PictureRow row = new PictureRow()
                    .with("picture", trip.picture())
                    .with("its noise", trip.noisePicture())
                    .with("back", trip.reconstruction());
            files.write(terminal, "inverted", row.draw("%d steps each way".formatted(steps)));
            files.write(terminal, "reconstruction", List.of(trip.reconstruction()));
            terminal.out().println(figures);
            return ExitCode.OK;
        }
    }

    private String again() {
        return "d4j invert%s %s --steps %d".formatted(edit.again(), ShellWord.of(image), steps);
    }
}
