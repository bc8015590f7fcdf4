// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffusion4j.error.ConfigException;
import org.junit.jupiter.api.Test;

class MatConfigTest {
    private static final List<Integer> FIVE = List.of(1, 1, 1, 1, 1);

    private static FirstStageConfig first(int dim, int heads, int tokens, List<Integer> depths, List<Integer> windows) {
        return new FirstStageConfig(dim, heads, tokens, depths, windows, 2, true);
    }

    private static GeneratorConfig generator(int resolution, int bottom, double keep, ChannelTable channels) {
        return new GeneratorConfig(
                resolution,
                3,
                8,
                0,
                8,
                2,
                0.995,
                bottom,
                keep,
                true,
                channels,
                first(8, 2, 16, FIVE, List.of(4, 4, 4, 4, 4)));
    }

    @Test
    void theStandardChannelsAreTheOfficialTable() {
        ChannelTable official = ChannelTable.defaults();
        assertThat(IntStream.of(4, 8, 16, 32, 64, 128, 256, 512).map(official::at))
                .containsExactly(512, 512, 512, 512, 512, 256, 128, 64);
        assertThat(Stream.of(4, 32).map(ChannelTable.of(1024, 64)::at)).containsExactly(64, 32);
    }

    @Test
    void theStandardValuesAreThoseOfTheOfficialModel() {
        GeneratorConfig official = GeneratorConfig.defaults();
        assertThat(official.demodulates()).isTrue();
        assertThat(official.firstStage().demodulates()).isTrue();
        assertThat(official.rows()).isEqualTo(12);
        assertThat(official.withResolution(256).rows()).isEqualTo(10);
        assertThat(official.firstStage())
                .isEqualTo(first(180, 6, 64, List.of(2, 3, 4, 3, 2), List.of(8, 16, 16, 16, 8)));
    }

    @Test
    void impossibleSizesAreRefusedInASentence() {
        assertThatThrownBy(() -> first(10, 4, 16, FIVE, FIVE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("dim must be divisible by heads but 10 is not divisible by 4. Try dim 8.");
        assertThatThrownBy(() -> first(8, 2, 24, FIVE, FIVE))
                .hasMessage("tokenSide must be a power of two of 4 or more but was 24. Try 16.");
        assertThatThrownBy(() -> first(8, 2, 16, List.of(1, 1), List.of(4, 4)))
                .hasMessage(
                        "depths must list an odd number of groups, each of 1 or more blocks, but was [1, 1]. The usual value is [2, 3, 4, 3, 2].");
        assertThatThrownBy(() -> first(8, 2, 16, FIVE, List.of(4)))
                .hasMessage(
                        "windows must list one side for each of the 5 groups of depths but was [4]. Give as many windows as depths.");
        assertThatThrownBy(() -> first(8, 2, 4, FIVE, FIVE))
                .hasMessage(
                        "tokenSide 4 is halved 2 times by 5 groups, and the middle grid must keep 2 tokens a side. Use a larger tokenSide or fewer groups.");
        assertThatThrownBy(() -> first(8, 2, 16, FIVE, List.of(5, 4, 4, 4, 4)))
                .hasMessage("windows must divide the sides of their groups but 5 does not divide 16. Try 4.");
        assertThatThrownBy(() -> new FirstStageConfig(8, 2, 16, FIVE, FIVE, 0, true))
                .hasMessage("mlpRatio must be above 0 but was 0.0. The usual value is 2.");
        assertThatThrownBy(() -> first(0, 2, 16, FIVE, FIVE))
                .hasMessage("dim must be at least 1 but was 0. Give a positive number.");
    }

    @Test
    void impossibleNetworksAreRefusedInASentence() {
        ChannelTable channels = ChannelTable.of(1024, 8);
        assertThatThrownBy(() -> generator(48, 16, 0.5, channels))
                .isInstanceOf(ConfigException.class)
                .hasMessage("resolution must be a power of two of 8 or more but was 48. Try 32.");
        assertThatThrownBy(() -> generator(16, 4, 0.5, channels))
                .hasMessage(
                        "resolution 16 must be at least twice firstStage.tokenSide 16, because colours leave through a doubling. Try tokenSide 8.");
        assertThatThrownBy(() -> generator(32, 32, 0.5, channels))
                .hasMessage("bottom must be at most half of resolution 32 but was 32. Try 16.");
        assertThatThrownBy(() -> generator(32, 16, 1.5, channels))
                .hasMessage("mixKeep must lie in [0, 1] but was 1.5. The usual value is 0.5.");
        assertThatThrownBy(() -> generator(32, 16, 0.5, ChannelTable.exactly(List.of(8, 8, 8))))
                .hasMessage(
                        "exact lists channels up to resolution 16, but 32 is needed. Add an entry for each doubling.");
        assertThatThrownBy(() -> ChannelTable.of(0, 8))
                .hasMessage("base 0, most 8 and exact [] must be 1 or more. The usual values are 32768, 512 and [].");
        assertThatThrownBy(() -> new DiscriminatorConfig(32, 3, -1, channels, 4, 1))
                .hasMessage("label -1 and groupChannels 1 must be 0 or more. The usual values are 0 and 1.");
        assertThatThrownBy(() -> new GeneratorConfig(
                        32,
                        3,
                        8,
                        -1,
                        8,
                        2,
                        0.995,
                        16,
                        0.5,
                        true,
                        channels,
                        SmallMat.generator().firstStage()))
                .hasMessage("label must be 0 or more but was -1. Use 0 for no labels.");
    }
}
