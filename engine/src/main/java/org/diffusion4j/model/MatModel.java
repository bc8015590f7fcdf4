// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.recipe.mat.MatRecipe;

/** A trained MAT with its recipe, ready to fill holes. One thread at a time. */
public final class MatModel implements AutoCloseable {
    private final MatRecipe recipe;
    private final Parameters.Built<Generator> built;
    private final Device device;

    /** A model over parameters that live elsewhere, for example those of a run; closing it closes them. */
    MatModel(MatRecipe recipe, Parameters.Built<Generator> built, Device device) {
        this.recipe = recipe;
        this.built = built;
        this.device = device;
    }

    /**
     * Fills holes; what the images have inside them never matters.
     *
     * @param images (B, colours, H, W) in [−1, 1]; H and W the resolution of the recipe or multiples of it
     * @param known (B, 1, H, W), 1 known, 0 hole
     * @param draws decides the fills, image by image
     * @return owned by the caller's scope
     */
    public Generator.Filled fill(Tensor images, Tensor known, RowDraws draws, Truncation truncation) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Generator generator = built.network();
            MappingNet mapping = generator.mapping();
            Tensor z = draws.latents("latent", recipe.generator().latent());
            Tensor rows = mapping.rows(mapping.style(z, null), truncation);
            boolean isOwnSize = images.size(2) == recipe.generator().resolution()
                    && images.size(3) == recipe.generator().resolution();
            LayerNoise noise = isOwnSize ? LayerNoise.CONSTANT : draws.noise();
            return generator.forward(
                    images,
                    known,
                    rows,
                    new Generator.Chance(noise, draws.mix(recipe.generator().mixKeep())));
        }
    }

    /** How it was made. */
    public MatRecipe recipe() {
        return recipe;
    }

    /** Where it computes. */
    public Device device() {
        return device;
    }

    /** Its tensors under their checkpoint names. */
    public Parameters parameters() {
        return built.parameters();
    }

    @Override
    public void close() {
        built.close();
    }
}
