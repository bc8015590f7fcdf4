// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.CheckpointException;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.StorageException;
import org.diffusion4j.format.SafeTensors;
import org.diffusion4j.format.TensorFile;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.LoadedState;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StateStore;
import org.diffusion4j.train.Weights;
import org.diffusion4j.weights.TensorFiles;

/**
 * The weights of a model with what is known of their network, wherever they lie: shipped with the project, in a run folder,
 * in a file.
 *
 * @param name for sentences
 * @param recipe that they were trained with; empty for a file that says nothing of it
 * @param weights under their checkpoint names
 * @param owner closes all of it
 */
record StoredModel(String name, Optional<RecipeSource> recipe, TensorFile weights, Runnable owner)
        implements AutoCloseable {
    /** Under this key a weights file carries its recipe. */
    static final String RECIPE = "recipe";

    /** The recipe beside weights that carry none. */
    static final String RECIPE_FILE = "recipe.yaml";

    /** The model of that name or in that place; empty if there is none. */
    static Optional<StoredModel> find(String nameOrPath) {
        if (ShippedModels.NAMES.contains(nameOrPath)) {
            return Optional.of(ofFile(nameOrPath, ShippedModels.open(nameOrPath)));
        }
        if (nameOrPath.isBlank()) {
            return Optional.empty();
        }
        Path path = Path.of(nameOrPath);
        if (Files.isDirectory(path)) {
            return Optional.of(
                    RunFolder.isRun(path, FileLayer.disk())
                            ? ofRun(RunFolder.open(path, FileLayer.disk()))
                            : ofFile(TensorFiles.inFolder(path).orElseThrow(() -> nothingIn(path))));
        }
        return Files.isRegularFile(path) ? Optional.of(ofFile(path)) : Optional.empty();
    }

    private static StorageException nothingIn(Path folder) {
        return new StorageException(
                "the folder %s holds no model. Give the folder of a run, one with a file of weights (.safetensors, .pth, .pt or .bin), or a directory of the diffusers library."
                        .formatted(folder));
    }

    /** A file that carries no recipe has the one beside it. */
    private static StoredModel ofFile(Path file) {
        StoredModel alone = ofFile(file.toString(), TensorFiles.open(file));
        Path beside = file.resolveSibling(RECIPE_FILE);
        if (alone.recipe().isPresent() || !Files.isRegularFile(beside)) {
            return alone;
        }
        try {
            RecipeSource recipe = RecipeSource.ofFile(beside);
            return new StoredModel(alone.name(), Optional.of(recipe), alone.weights(), alone.owner());
        } catch (ConfigException e) {
            alone.close();
            throw e;
        }
    }

    /** Warns of a recipe beside the weights that is not followed, because they carry another. For who is about to follow theirs. */
    void warnOfAnotherRecipe() {
        Path file = Path.of(name);
        Path beside = file.resolveSibling(RECIPE_FILE);
        if (recipe.isPresent()
                && Files.isRegularFile(file)
                && Files.isRegularFile(beside)
                && !isSame(recipe.get(), beside)) {
            ModelFiles.warn(
                    "'%s' carries a recipe of its own, which is followed; %s beside it is another and is not looked at."
                            .formatted(name, RECIPE_FILE));
        }
    }

    private static boolean isSame(RecipeSource own, Path beside) {
        try {
            return own.text().equals(RecipeSource.ofFile(beside).text());
        } catch (ConfigException unreadable) {
            return false;
        }
    }

    private static StoredModel ofFile(String name, TensorFile weights) {
        Optional<RecipeSource> recipe =
                Optional.ofNullable(weights.metadata().get(RECIPE)).map(yaml -> RecipeSource.ofText(name, yaml));
        return new StoredModel(name, recipe, weights, weights::close);
    }

    /** A finished run has its weights in one file; one that goes on, in its latest state. */
    private static StoredModel ofRun(RunFolder run) {
        Optional<RecipeSource> recipe = Optional.of(RecipeSource.ofFile(run.recipe()));
        String name = run.path().toString();
        if (Files.exists(run.weights())) {
            SafeTensors weights = SafeTensors.open(run.weights());
            return new StoredModel(name, recipe, weights, weights::close);
        }
        LoadedState state = StateStore.reading(run.path(), ModelFiles::warn)
                .loadLatest()
                .orElseThrow(() -> new CheckpointException(
                        "the run %s has no saved state yet. Train it first, or choose another run."
                                .formatted(run.path())));
        return new StoredModel(name, recipe, state.part(Weights.MODEL), state::close);
    }

    @Override
    public void close() {
        owner.run();
    }
}
