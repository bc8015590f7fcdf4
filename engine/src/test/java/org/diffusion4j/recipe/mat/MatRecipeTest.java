// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.recipe.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.network.mat.Discriminator;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatRecipeTest {
    @ParameterizedTest
    @CsvSource({
        "mat-32, 32, 597340, 361602",
        "mat-64, 64, 2570897, 1479586",
        "mat-256, 256, 59779834, 36083330",
        "mat-512, 512, 61562518, 36231618",
    })
    void shippedRecipesHaveTheSizesThatArePublished(String name, int resolution, long generator, long discriminator) {
        MatRecipe recipe = MatRecipe.of(name, List.of());
        assertThat(recipe.system()).isEqualTo(name);
        assertThat(recipe.inputShape()).containsExactly(3, resolution, resolution);
        assertThat(trained(recipe.generator())).isEqualTo(generator);
        assertThat(Parameters.shapes(p -> new Discriminator(p, recipe.discriminator())).entrySet().stream()
                        .filter(one -> !one.getKey().endsWith("resample_filter"))
                        .mapToLong(one -> elements(one.getValue()))
                        .sum())
                .isEqualTo(discriminator);
    }

    private static long trained(org.diffusion4j.network.mat.GeneratorConfig config) {
        return Parameters.shapes(p -> new Generator(p, config)).entrySet().stream()
                .filter(one -> !one.getKey().matches(".*(resample_filter|attn_mask|noise_const|w_avg)"))
                .mapToLong(one -> elements(one.getValue()))
                .sum();
    }

    private static long elements(long... shape) {
        long product = 1;
        for (long side : shape) {
            product *= side;
        }
        return product;
    }

    @Test
    void matIsTheSmallestAndEveryRecipeReadsBack() {
        assertThat(MatRecipe.of("mat", List.of())).isEqualTo(MatRecipe.of("mat-32", List.of()));
        for (String name : MatRecipe.SHIPPED) {
            MatRecipe recipe = MatRecipe.of(name, List.of());
            assertThat(MatRecipe.ofText(name, recipe.yaml())).isEqualTo(recipe);
        }
    }

    @Test
    void recipesOfMatAreToldFromOthers(@TempDir Path folder) throws Exception {
        assertThat(MatRecipe.isOne("mat-64")).isTrue();
        assertThat(MatRecipe.isOne("spiral")).isFalse();
        assertThat(MatRecipe.isOne("")).isFalse();
        Path mine = Files.writeString(
                folder.resolve("mine.yaml"), MatRecipe.of("mat", List.of()).yaml());
        assertThat(MatRecipe.isOne(mine.toString())).isTrue();
        Path other = Files.writeString(
                folder.resolve("other.yaml"), Recipe.of("spiral", List.of()).yaml());
        assertThat(MatRecipe.isOne(other.toString())).isFalse();
        assertThat(MatRecipe.isOne(RecipeSource.ofText("damaged", "generator: {")))
                .isFalse();
        assertThat(MatRecipe.isOne(RecipeSource.ofText("empty", ""))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generator.resolution=48 | resolution must be a power of two of 8 or more but was 48. Try 32.",
                "discriminator.resolution=64 | generator.resolution is 32 and discriminator.resolution 64, but the one judges the pictures of the other. Give both the same.",
                "train.batch=6 | discriminator.group 4 must divide the 6 images that are computed at once (train.microBatch, or train.batch). Try a batch of 4.",
                "generator.label=3 | label must be 0 in generator and discriminator but was 3 and 0, because this training tells them no labels. Leave both out.",
                "train.lerningRate=1 | train.lerningRate: unknown key. Did you mean 'learningRate'?",
                "generator.firstStage.heads=3 | dim must be divisible by heads but 32 is not divisible by 3. Try dim 30.",
                "system=My Mat | system must be a name of small letters, digits and '-' but was 'My Mat'. For example: mat.",
            })
    void whatCannotWorkIsRefusedInASentence(String override, String sentence) {
        assertThatThrownBy(() -> MatRecipe.of("mat", List.of(override)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mat-33", "no/such/file.yaml"})
    void aNameThatNothingHasIsNoRecipe(String name) {
        assertThatThrownBy(() -> MatRecipe.of(name, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name + ": there is no such file.");
    }
}
