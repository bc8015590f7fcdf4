// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.List;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.recipe.mat.MatRecipe;

/** Trainings of MAT that take seconds: networks of some thousand weights with every part of the large ones. */
final class TinyMat {
    /** Penalty, second latents, pieces of a batch and held-out pictures are all there. */
    static final String YAML = """
            system: tiny-mat
            seed: 5
            data: {kind: emoji, size: 32, flip: true}
            generator:
              resolution: 32
              latent: 8
              style: 8
              mappingLayers: 2
              channels: {exact: [8, 8, 8, 6]}
              firstStage: {dim: 8, heads: 2, tokenSide: 16, depths: [1, 2, 1, 2, 1], windows: [4, 4, 4, 4, 4]}
            discriminator: {resolution: 32, channels: {exact: [8, 8, 8, 6]}, group: 2}
            train:
              steps: 6
              batch: 4
              microBatch: 2
              penaltyEvery: 2
              l1: 1
              saveEvery: 2
              heldOutImages: 4
            """;

    private TinyMat() {}

    static MatRecipe recipe(String... overrides) {
        return RecipeReader.read(MatRecipe.class, RecipeSource.ofText("tiny-mat", YAML), List.of(overrides));
    }
}
