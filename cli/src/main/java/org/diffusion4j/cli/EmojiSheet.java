// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.SampleSheet;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.sampler.Guidance;

/** The first picture that a newcomer sees: some emoji of each category by the shipped model, in seconds. */
record EmojiSheet(Path folder) {
    private static final String MODEL = "sprites";
    private static final int EACH = 6;
    private static final int STEPS = 30;
    private static final double GUIDANCE = 2;
    private static final long SEED = 7;

    /** Draws the sheet and returns its file. */
    Path draw(Terminal terminal, StopSignal stop) {
        try (Model model = Model.open(MODEL)) {
            List<Prompt> prompts = Prompt.all(model);
            SampleSheet sheet = SampleSheet.of(prompts, EACH * prompts.size());
            SampleConfig config =
                    model.recipe().sample().withSampler(SamplerName.DDIM).withSteps(STEPS);
            SampleRequest request = SampleRequest.of(config, sheet.count(), SEED)
                    .conditionedOn(sheet.condition())
                    .guidedBy(Guidance.of(GUIDANCE));
            Samples samples;
            try (Progress progress = terminal.progressOf("sampling", 0, STEPS)) {
                samples = model.sample(request.reportingTo(progress::update).stoppedBy(stop));
            }
            String again = "d4j sample --model %s --sampler ddim --steps %d --guidance %s --seed %d --count %d"
                    .formatted(MODEL, STEPS, GUIDANCE, SEED, sheet.count());
            return new ImageGallery(folder, model.recipe(), again)
                    .samples("emoji", samples, sheet, "Emoji made of noise", Map.of("model", MODEL));
        }
    }
}
