// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.network.Compute;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.nn.CheckpointFit;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.StoredSource;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.tensor.Devices;

/** Trained MATs, opened from where models are stored. */
final class MatFiles {
    /** A tensor of the second stage's decoder at each resolution; the largest is the model's own. */
    private static final Pattern DECODER = Pattern.compile("synthesis\\.dec\\.Dec_(\\d{1,5})x\\1\\.toRGB\\.bias");

    /** The smallest resolution that the official network can have: twice its token grid. */
    private static final int LEAST_OFFICIAL = 128;

    private MatFiles() {}

    /** Empty for a model of another kind. */
    static Optional<MatModel> open(String nameOrPath, String device, Compute compute) {
        Device on = Devices.of(device);
        if (ModelFiles.isPipeline(nameOrPath)) {
            return Optional.empty();
        }
        try (StoredModel stored = StoredModel.find(nameOrPath).orElseThrow(() -> ModelFiles.nothing(nameOrPath))) {
            return recipe(stored).map(recipe -> model(recipe, stored, on, compute));
        }
    }

    /** Its own recipe; for a file without one, the official network of the resolution that its tensors tell. */
    private static Optional<MatRecipe> recipe(StoredModel stored) {
        if (stored.recipe().isPresent()) {
            return stored.recipe().filter(MatRecipe::isOne).map(source -> RecipeReader.read(MatRecipe.class, source));
        }
        OptionalInt side = stored.weights().arrays().keySet().stream()
                .map(DECODER::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .max();
        return side.isPresent() ? Optional.of(official(stored.name(), side.getAsInt())) : Optional.empty();
    }

    private static MatRecipe official(String name, int side) {
        if (side < LEAST_OFFICIAL) {
            throw new CheckpointException(
                    "'%s' holds a MAT for pictures of %d x %d without its recipe, and without one only official networks are known, of %d x %d and more. Put its recipe.yaml beside it."
                            .formatted(name, side, side, LEAST_OFFICIAL, LEAST_OFFICIAL));
        }
        return MatRecipe.of(
                "mat-512",
                List.of(
                        "system=mat-" + side,
                        "data.size=" + side,
                        "generator.resolution=" + side,
                        "discriminator.resolution=" + side));
    }

    private static MatModel model(MatRecipe recipe, StoredModel stored, Device device, Compute compute) {
        stored.warnOfAnotherRecipe();
        Function<ParameterScope, Generator> plan = p -> new Generator(p, recipe.generator());
        TensorFile weights = stored.weights();
        Map<String, long[]> given = new TreeMap<>();
        weights.arrays().forEach((name, array) -> given.put(name, array.sizes()));
        CheckpointFit.require(Parameters.shapes(plan), given, "'" + stored.name() + "'");
        return new MatModel(
                recipe,
                Parameters.forUse(plan, StoredSource.of(weights), device, compute == Compute.BFLOAT16),
                device,
                compute);
    }

    /**
     * First values of a generator that is to be trained further: the averaged weights of a model.
     *
     * @throws CheckpointException if it is of another resolution, or another network
     */
    static ParameterSource source(String nameOrPath, MatRecipe recipe) {
        try (MatModel model = MatModel.open(nameOrPath, "cpu")) {
            int side = model.recipe().generator().resolution();
            if (side != recipe.generator().resolution()) {
                throw new CheckpointException(
                        "training was to start from '%s', which fills pictures of %d x %d, and this recipe trains for %d x %d. Start from a model of the same resolution, or leave train.init out."
                                .formatted(
                                        nameOrPath,
                                        side,
                                        side,
                                        recipe.generator().resolution(),
                                        recipe.generator().resolution()));
            }
            return FirstValues.from(nameOrPath, model.parameters());
        }
    }
}
