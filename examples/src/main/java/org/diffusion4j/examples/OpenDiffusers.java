// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.Map;
import org.diffusion4j.gallery.Tiles;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.recipe.SamplerName;

/** Opens a directory that the diffusers library saved in Python, and draws pictures by a solver of one's choice. */
public final class OpenDiffusers {
    private OpenDiffusers() {}

    /** Words: the directory, where the picture goes. */
    public static void main(String[] words) {
        System.out.println(run(Path.of(words[0]), Path.of(words[1])));
    }

    /** Eight pictures in ten steps of DPM-Solver++; returns what the directory says of its own way of sampling. */
    static String run(Path directory, Path picture) {
        try (Model model = Model.open(directory.toString())) {
            SampleConfig own = model.recipe().sample(); // the solver of scheduler_config.json
            SampleConfig fast = own.withSampler(SamplerName.DPMPP).withSteps(10);
            Samples samples = model.sample(SampleRequest.of(fast, 8, 3));
            Png.write(picture, Grid.of(Tiles.of(samples), 4).scaled(4).draw(), Map.of("model", directory.toString()));
            return "%s, predicts %s, %,d numbers"
                    .formatted(
                            own.sampler(),
                            model.recipe().prediction(),
                            model.parameters().count());
        }
    }
}
