// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.pipeline.PipelineWriter;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.weights.FloatType;

/** Trains a small UNet2DModel and writes it as a directory that {@code DDPMPipeline.from_pretrained} opens in Python. */
public final class WriteDiffusers {
    private WriteDiffusers() {}

    /** Words: where the run goes, where the directory goes, steps of training. */
    public static void main(String[] words) {
        run(Path.of(words[0]), Path.of(words[1]), Integer.parseInt(words[2]));
    }

    /** A network of two levels on 16-pixel emoji; its weights are stored in two bytes each. */
    static void run(Path runs, Path directory, int steps) {
        Recipe recipe = Recipe.ofText("tiny", """
                system: tiny
                data: {kind: emoji, size: 16}
                network:
                  kind: unet2d
                  sampleSize: [16]
                  blockOutChannels: [16, 32]
                  downBlockTypes: [down, attn-down]
                  upBlockTypes: [attn-up, up]
                  layersPerBlock: 1
                  normNumGroups: 8
                schedule: {kind: cosine, steps: 1000}
                train: {steps: %d, batch: 8, learningRate: 1e-3}
                sample: {sampler: ddim, steps: 20, clip: 1, count: 8}
                """.formatted(steps));
        TrainingRun.Result run = TrainingRun.start(recipe, RunSettings.in(runs), RunWatcher.NONE);
        try (Model model = Model.open(run.folder().path().toString())) {
            model.saveForDiffusers(directory, FloatType.FP16, PipelineWriter.SHARD_BYTES);
        }
        System.out.println("written: " + List.of(directory, directory.resolve("model_index.json")));
    }
}
