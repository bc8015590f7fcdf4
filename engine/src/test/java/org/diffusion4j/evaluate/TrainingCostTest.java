// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.diffusion4j.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TrainingCostTest {
    /** One of each kind of network. */
    static final List<String> KINDS = List.of("spiral", "blend", "sprites", "classes", "emoji-flow");

    private static TrainingCost cost(String name) {
        return TrainingCost.of(Recipe.of(name, List.of()));
    }

    @Test
    void ddpmOnCifar10IsThePublishedNetworkWithThePublishedWork() {
        TrainingCost cost = cost("cifar10-ddpm");
        assertThat(cost.work().parameters()).isEqualTo(35_746_307);
        // 6.05 in layers with weights; five attentions over 256 pixels have two products of 256 x 256 x 256 each
        assertThat(cost.work().multiplyAdds() / 1e9).isCloseTo(6.05 + 5 * 2 * Math.pow(256, 3) / 1e9, within(0.01));
        assertThat(cost.items()).isEqualTo(102_400_000);
        assertThat(cost.operations()).isEqualTo(6.0 * cost.work().multiplyAdds() * 102_400_000);
        // weights, gradients of two workers, two moments, the average: six vectors; sixteen pictures at once
        assertThat(cost.bytesInPieces())
                .isEqualTo(4 * (6 * 35_746_307L + 16 * cost.work().kept()));
        assertThat(cost.bytesAtOnce())
                .isEqualTo(4 * (5 * 35_746_307L + 128 * cost.work().kept()));
    }

    @Test
    void theOtherCifarRecipesHaveTheSizesOfTheirPapers() {
        assertThat(cost("cifar10-edm").work().parameters()).isBetween(50_000_000L, 62_000_000L);
        assertThat(cost("cifar10-improved").work().parameters()).isBetween(48_000_000L, 56_000_000L);
    }

    /** The layers of the point network: 9·128·… worked out by its widths. */
    @Test
    void thePointNetworkIsCountedByHand() {
        Recipe recipe = Recipe.of("spiral", List.of("network.hidden=8", "network.embed=6"));
        // embed 6·6, in 3·8, three from the time 6·8, two within 8·8, out 8·3
        assertThat(NetworkWork.of(recipe).multiplyAdds()).isEqualTo(36 + 24 + 3 * 48 + 2 * 64 + 24);
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void everyKindOfNetworkIsCounted(String name) {
        TrainingCost cost = cost(name);
        assertThat(cost.operations()).isGreaterThan(1e9);
        assertThat(cost.work().multiplyAdds()).isGreaterThan(cost.work().parameters() / 2);
        assertThat(cost.bytesInPieces()).isGreaterThan(12 * cost.work().parameters());
    }

    @Test
    void secondsFollowFromPeakAndShare() {
        assertThat(new ComputingPower("x", 2e9, 0.5).seconds(3e9)).isEqualTo(3);
        assertThatThrownBy(() -> new ComputingPower("x", 1e9, 1.5))
                .hasMessage(
                        "the estimate was given a peak of 1.0E9 operations a second and a share of 1.5; the peak must be above 0 and the share lie in (0, 1]. Give the figures of the machine.");
    }
}
