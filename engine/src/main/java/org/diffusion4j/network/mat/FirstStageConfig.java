// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.List;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.mat.Scale;
import org.diffusion4j.nn.mat.TransformerGroup;

/**
 * The transformer of the first stage. Its groups halve the token grid down to the middle one and double it again.
 *
 * @param dim width of a token, divisible by heads
 * @param heads of each attention
 * @param tokenSide side of the token grid, a power of two
 * @param depths blocks of each group; an odd number of groups
 * @param windows sides of the windows of each group; each divides its group's side, or is not smaller
 * @param mlpRatio hidden width of each MLP in multiples of dim
 * @param demodulates whether the convolutions under a style scale their outputs back; colours never do
 */
public record FirstStageConfig(
        @Key(about = "width of a token, divisible by heads", standard = "180")
        int dim,

        @Key(about = "heads of each attention", standard = "6")
        int heads,

        @Key(about = "side of the token grid, a power of two", unit = "tokens", standard = "64")
        int tokenSide,

        @Key(about = "blocks of each group; an odd number of groups", unit = "blocks", standard = "[2, 3, 4, 3, 2]")
        List<Integer> depths,

        @Key(about = "window side of each group", unit = "tokens", standard = "[8, 16, 16, 16, 8]")
        List<Integer> windows,

        @Key(about = "hidden width of each MLP in multiples of dim", standard = "2")
        double mlpRatio,

        @Key(about = "features are scaled back after a style has scaled them", standard = "true")
        boolean demodulates) {
    public FirstStageConfig {
        depths = List.copyOf(depths);
        windows = List.copyOf(windows);
        Sides.requireAtLeastOne("dim", dim);
        Sides.requireAtLeastOne("heads", heads);
        if (dim % heads != 0) {
            throw new ConfigException("dim must be divisible by heads but %d is not divisible by %d. Try dim %d."
                    .formatted(dim, heads, Math.max(1, dim / heads) * heads));
        }
        Sides.requirePower("tokenSide", tokenSide, 4);
        if (depths.size() % 2 == 0 || depths.stream().anyMatch(depth -> depth < 1)) {
            throw new ConfigException(
                    "depths must list an odd number of groups, each of 1 or more blocks, but was %s. The usual value is [2, 3, 4, 3, 2]."
                            .formatted(depths));
        }
        if (windows.size() != depths.size()) {
            throw new ConfigException("windows must list one side for each of the %d groups of depths but was %s."
                            .formatted(depths.size(), windows)
                    + " Give as many windows as depths.");
        }
        if (tokenSide >> (depths.size() / 2) < 2) {
            throw new ConfigException(
                    "tokenSide %d is halved %d times by %d groups, and the middle grid must keep 2 tokens a side. Use a larger tokenSide or fewer groups."
                            .formatted(tokenSide, depths.size() / 2, depths.size()));
        }
        for (int group = 0; group < windows.size(); group++) {
            requireWindow(windows.get(group), tokenSide >> levels(group, depths.size()));
        }
        if (!(mlpRatio > 0 && dim * mlpRatio >= 1)) {
            throw new ConfigException("mlpRatio must be above 0 but was %s. The usual value is 2.".formatted(mlpRatio));
        }
    }

    private static void requireWindow(int window, int side) {
        if (window < 1 || (window < side && side % window != 0)) {
            throw new ConfigException("windows must divide the sides of their groups but %d does not divide %d. Try %d."
                    .formatted(window, side, Math.max(1, Integer.highestOneBit(Math.max(1, window)))));
        }
    }

    private static int levels(int group, int groups) {
        return Math.min(group, groups - 1 - group);
    }

    /** Official MAT's. */
    public static FirstStageConfig defaults() {
        return RecipeReader.defaults(FirstStageConfig.class);
    }

    /** The group that is coarsest, and where styles are mixed in. */
    int middle() {
        return depths.size() / 2;
    }

    /** Side of the token grid of a group. */
    int side(int group) {
        return tokenSide >> levels(group, depths.size());
    }

    /** How a group is made. */
    TransformerGroup.Spec group(int group) {
        Scale resize = group == 0 ? Scale.SAME : group <= middle() ? Scale.DOWN : Scale.UP;
        return new TransformerGroup.Spec(
                dim, side(group), depths.get(group), heads, windows.get(group), mlpRatio, resize);
    }
}
