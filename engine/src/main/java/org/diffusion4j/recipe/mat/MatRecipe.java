// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe.mat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.config.RecipeWriter;
import org.diffusion4j.data.DataConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.image.MaskConfig;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.network.mat.DiscriminatorConfig;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.train.mat.MatTrainConfig;

/**
 * Everything that decides a training of MAT; equal recipes on one machine and thread count give equal weights, bit for
 * bit.
 *
 * @param system name of the system, for people and folders
 * @param seed of every random draw
 * @param data what is learned from; pictures of the generator's size and colours
 * @param holes that are cut into them
 * @param generator fills holes
 * @param discriminator tells filled pictures from real ones
 * @param train how both are trained
 */
public record MatRecipe(
        @Key(about = "name of the system, for people and folders")
        String system,

        @Key(about = "seed of every random draw", standard = "0")
        long seed,

        @Key(about = "what is learned from") DataConfig data,
        @Key(about = "holes that are cut into it") MaskConfig holes,
        @Key(about = "fills holes") GeneratorConfig generator,
        @Key(about = "tells filled pictures from real ones") DiscriminatorConfig discriminator,
        @Key(about = "how both are trained") MatTrainConfig train) {
    /** Recipes that ship with the project, by name; {@code mat} is the smallest. */
    public static final List<String> SHIPPED = List.of("mat", "mat-32", "mat-64", "mat-256", "mat-512");

    /** The recipe that {@code mat} stands for. */
    private static final String SMALLEST = "mat-32";

    /** The key that only recipes of this kind have. */
    private static final String MARK = "generator";

    public MatRecipe {
        if (!system.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new ConfigException(
                    "system must be a name of small letters, digits and '-' but was '%s'. For example: mat."
                            .formatted(system));
        }
        requireEqual("resolution", generator.resolution(), discriminator.resolution());
        requireEqual("colours", generator.colours(), discriminator.colours());
        if (generator.label() != 0 || discriminator.label() != 0) {
            throw new ConfigException(
                    "label must be 0 in generator and discriminator but was %d and %d, because this training tells them no labels. Leave both out."
                            .formatted(generator.label(), discriminator.label()));
        }
        int piece = train.pieceSize();
        int group = Math.min(discriminator.group(), piece);
        if (piece % group != 0) {
            throw new ConfigException(
                    "discriminator.group %d must divide the %d images that are computed at once (train.microBatch, or train.batch). Try a batch of %d."
                            .formatted(group, piece, Math.max(1, piece / group) * group));
        }
        new MaskGenerator(generator.resolution(), holes); // refuses what leaves nothing to draw
    }

    private static void requireEqual(String key, int generator, int discriminator) {
        if (generator != discriminator) {
            throw new ConfigException(
                    "generator.%s is %d and discriminator.%s %d, but the one judges the pictures of the other. Give both the same."
                            .formatted(key, generator, key, discriminator));
        }
    }

    /** Whether a name or file is a recipe of this kind and not of another system; what cannot be read is not. */
    public static boolean isOne(String nameOrFile) {
        if (SHIPPED.contains(nameOrFile)) {
            return true;
        }
        return !nameOrFile.isBlank()
                && Files.isRegularFile(Path.of(nameOrFile))
                && isOne(RecipeSource.ofFile(Path.of(nameOrFile)));
    }

    /** Whether a text is a recipe of this kind and not of another system. */
    public static boolean isOne(RecipeSource source) {
        return RecipeReader.hasKey(source, MARK);
    }

    /**
     * A recipe by the name of a shipped one or the path of a file, with values replaced.
     *
     * @param overrides such as {@code train.steps=2000}
     * @throws ConfigException naming key, line and nearest name
     */
    public static MatRecipe of(String nameOrFile, List<String> overrides) {
        return RecipeReader.read(MatRecipe.class, source(nameOrFile), overrides);
    }

    /** Where a recipe's text comes from: a shipped name, or the path of a file. */
    public static RecipeSource source(String nameOrFile) {
        if (!SHIPPED.contains(nameOrFile)) {
            return RecipeSource.ofFile(Path.of(nameOrFile));
        }
        String file = nameOrFile.equals(SHIPPED.get(0)) ? SMALLEST : nameOrFile;
        String resource = "/org/diffusion4j/recipes/" + file + ".yaml";
        return RecipeSource.ofText(
                nameOrFile, RecipeSource.ofResource(MatRecipe.class, resource).text());
    }

    /** A recipe from YAML text. */
    public static MatRecipe ofText(String name, String yaml) {
        return RecipeReader.read(MatRecipe.class, RecipeSource.ofText(name, yaml));
    }

    /** Holes for pictures of the generator's size. */
    public MaskGenerator maskGenerator() {
        return new MaskGenerator(generator.resolution(), holes);
    }

    /** Shape of one picture: (colours, resolution, resolution). */
    public long[] inputShape() {
        return new long[] {generator.colours(), generator.resolution(), generator.resolution()};
    }

    /** The whole recipe with every value, as YAML with comments; reads back to an equal recipe. */
    public String yaml() {
        return RecipeWriter.yaml(MatRecipe.class, this);
    }
}
