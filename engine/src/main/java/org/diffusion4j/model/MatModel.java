// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.weights.FloatType;

/** A trained MAT with its recipe, ready to fill holes. One thread at a time. */
public final class MatModel implements AutoCloseable {
    private final MatRecipe recipe;
    private final Parameters.Built<Generator> built;
    private final Device device;
    private final Compute compute;

    /** A model over parameters that live elsewhere, for example those of a run; closing it closes them. */
    MatModel(MatRecipe recipe, Parameters.Built<Generator> built, Device device, Compute compute) {
        this.recipe = recipe;
        this.built = built;
        this.device = device;
        this.compute = compute;
    }

    /**
     * Opens a model on the first GPU if there is one, else on the CPU.
     *
     * @param nameOrPath a shipped name, a run folder, a safetensors file that a run wrote, or an official checkpoint in the
     *     form of one
     * @throws org.diffusion4j.error.DiffusionException with a sentence if there is none or it is no MAT
     */
    public static MatModel open(String nameOrPath) {
        return open(nameOrPath, "auto");
    }

    /** Opens a model on a device: {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:1}. */
    public static MatModel open(String nameOrPath, String device) {
        return open(nameOrPath, device, Compute.FLOAT32);
    }

    /**
     * Opens a model that computes in another number format. In bfloat16 its features are rounded, and the kernels of its convolutions
     * for good; styles stay float32, and so do the sums of colours. Faster where the processor has instructions for it, slower
     * elsewhere.
     *
     * @throws ConfigException also if {@code compute} is {@link Compute#TF32}, which belongs to training
     */
    public static MatModel open(String nameOrPath, String device, Compute compute) {
        return openIfOne(nameOrPath, device, compute)
                .orElseThrow(() -> new ConfigException(
                        "'%s' is no MAT but a model of another kind. Give a MAT, such as the folder of a run of 'd4j train mat'."
                                .formatted(nameOrPath)));
    }

    /** The same, empty for a model of another kind. */
    public static Optional<MatModel> openIfOne(String nameOrPath, String device) {
        return openIfOne(nameOrPath, device, Compute.FLOAT32);
    }

    /** The same in another number format. */
    public static Optional<MatModel> openIfOne(String nameOrPath, String device, Compute compute) {
        compute.requireForAsking();
        return MatFiles.open(nameOrPath, device, compute);
    }

    /**
     * An untrained network with first values by the recipe's seed: to measure what a fill costs.
     *
     * @throws ConfigException also if {@code compute} is {@link Compute#TF32}, which belongs to training
     */
    public static MatModel drawn(String nameOrFile, String device, Compute compute) {
        compute.requireForAsking();
        MatRecipe recipe = MatRecipe.of(nameOrFile, List.of());
        Device on = Devices.of(device);
        return new MatModel(
                recipe,
                Parameters.forUse(
                        p -> new Generator(p, recipe.generator()),
                        new DrawnValues(recipe.seed()),
                        on,
                        compute == Compute.BFLOAT16),
                on,
                compute);
    }

    /**
     * Fills holes; what the images have inside them never matters.
     *
     * @param images (B, colours, H, W) in [−1, 1]; H and W the resolution of the recipe or multiples of it
     * @param known (B, 1, H, W), 1 known, 0 hole
     * @param draws decides the fills, image by image
     * @return owned by the caller's scope; cannot be differentiated, nor changed outside of inference mode
     */
    public Generator.Filled fill(Tensor images, Tensor known, RowDraws draws, Truncation truncation) {
        try (InferenceMode inference = new InferenceMode(true)) {
            return compute.during(device, () -> filled(images, known, draws, truncation));
        }
    }

    private Generator.Filled filled(Tensor images, Tensor known, RowDraws draws, Truncation truncation) {
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

    /**
     * Writes it into {@code folder} as {@code model.safetensors} and {@code recipe.yaml}: a model to give away, which {@link
     * #open(String)} opens by either name.
     *
     * <p>Of a model that was opened in bfloat16 the kernels of convolutions are rounded to that.
     *
     * @param type how weights are stored; two bytes halve the file
     * @throws org.diffusion4j.error.StorageException if the folder cannot be written
     */
    public void save(Path folder, FloatType type) {
        ModelFiles.save(parameters(), recipe.yaml(), List.of(), folder, type);
    }

    /** How it was made. */
    public MatRecipe recipe() {
        return recipe;
    }

    /** The number format of convolutions and matrix products. */
    public Compute compute() {
        return compute;
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
