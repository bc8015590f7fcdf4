// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrowthTest {
    @ParameterizedTest
    @EnumSource(names = {"SPRITES", "CLASSES"})
    void picturesOfEachSideHaveARecipe(Subject subject) {
        for (int side : Growth.SIDES) {
            Recipe recipe = subject.recipe(Growth.ofSide(subject, side));
            assertThat(recipe.network().inputShape()).containsExactly(3, side, side);
            assertThat(recipe.data().create(recipe.seed()).itemShape()).containsExactly(3, side, side);
        }
    }
}
