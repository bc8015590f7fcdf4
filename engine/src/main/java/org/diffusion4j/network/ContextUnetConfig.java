// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.Set;
import java.util.function.Consumer;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.ParameterScope;

/**
 * The U-Net of the sprites.
 *
 * @param channels of a picture; at least 1
 * @param features width of the first level; a multiple of 8
 * @param contextSize numbers of a context vector; at least 1
 * @param height height and width of a picture; a multiple of 4 with two levels, of 32 with five
 * @param levels how often a picture is halved: 2 or 5
 * @param shortcut the way around the first block
 * @param norm how the convolutions are normalised
 * @param context whether contexts are fed; the seed loaded its labels and then fed zeros
 */
@Kind("context-unet")
public record ContextUnetConfig(
        @Key(about = "channels of a picture", standard = "3")
        int channels,

        @Key(about = "width of the first level, a multiple of 8", standard = "64")
        int features,

        @Key(about = "numbers of a context vector", standard = "5")
        int contextSize,

        @Key(
                about = "height and width of a picture, a multiple of 4 (2 levels) or 32 (5 levels)",
                unit = "pixels",
                standard = "16")
        int height,

        @Key(about = "how often a picture is halved: 2 or 5", standard = "2")
        int levels,

        @Key(about = "way around the first block: registered, random (the seed's), zero", standard = "registered")
        ContextShortcut shortcut,

        @Key(about = "normalisation: batch, micro-batch, group", standard = "batch")
        ContextNorm norm,

        @Key(about = "whether contexts are fed: on, off (the seed's)", standard = "on")
        Feeding context)
        implements NetworkConfig {
    /** Whether contexts are fed to the network. */
    public enum Feeding {
        /** Each row's own. */
        ON,
        /** Zeros, whatever the data say. */
        OFF
    }

    public ContextUnetConfig {
        PictureSizes.requirePositive("channels", channels);
        PictureSizes.requirePositive("contextSize", contextSize);
        PictureSizes.requireMultiple("features", features, ContextNorm.GROUPS, "is normalised in groups of channels");
        if (levels != 2 && levels != 5) {
            throw new ConfigException(
                    "levels must be 2 (for small sprites) or 5 (for pictures of 32 pixels and more) but was %d. Set it to %d."
                            .formatted(levels, levels < 4 ? 2 : 5));
        }
        PictureSizes.requireMultiple(
                "height", height, 1 << levels, levels == 2 ? "is halved twice" : "is halved five times");
    }

    /** The network of the 16 x 16 sprites with five contexts: 1,481,027 trained numbers. */
    public static ContextUnetConfig defaults() {
        return RecipeReader.defaults(ContextUnetConfig.class);
    }

    /** The widths of its levels. */
    public ContextPlan plan() {
        return ContextPlan.of(levels, features);
    }

    /** Height and width of the smallest map. */
    public int smallest() {
        return height >> levels;
    }

    @Override
    public Network create(ParameterScope p, int steps) {
        PictureSizes.requirePositive("steps", steps);
        return new ContextUnet(p, this, steps);
    }

    @Override
    public long[] inputShape() {
        return new long[] {channels, height, height};
    }

    @Override
    public Conditioning conditioning() {
        return context == Feeding.ON ? new Conditioning.Context(contextSize) : Conditioning.NONE;
    }

    @Override
    public boolean isTiny() {
        return false;
    }

    @Override
    public void requireCut(int batch, int microBatch, int workers) {
        if (norm == ContextNorm.GROUP) {
            return;
        }
        int pieces = (batch + microBatch - 1) / microBatch;
        if (pieces > workers && norm == ContextNorm.BATCH) {
            throw new ConfigException(
                    "train.microBatch is %d and train.batch %d, but this network is normalised by the statistics of the batch it sees, so the cut would change what is trained. Leave microBatch out (each of train.workers has one piece then), or set network.norm to micro-batch (to have it so) or to group (where the cut changes nothing)."
                            .formatted(microBatch, batch));
        }
        if (workers > 1 && norm == ContextNorm.MICRO_BATCH) {
            throw new ConfigException(
                    "train.workers is %d, but the running statistics of micro-batches would depend on which thread comes first. Set workers to 1, where every operator uses all cores, or network.norm to batch or group."
                            .formatted(workers));
        }
    }

    @Override
    public boolean learnsByCut() {
        return norm == ContextNorm.MICRO_BATCH;
    }

    /** Weights from the seed's own code have no shortcut: they are sampled with the mean of the random ones. */
    @Override
    public NetworkConfig suiting(Set<String> names, Consumer<String> warnings) {
        boolean isWithout = shortcut == ContextShortcut.REGISTERED
                && channels != features
                && names.contains("init_conv.conv1.0.weight")
                && names.stream().noneMatch(name -> name.startsWith("init_conv.shortcut."));
        if (!isWithout) {
            return this;
        }
        warnings.accept(
                "the weights have no init_conv.shortcut, so they were trained with a random one in every call; sampling with network.shortcut = zero, the mean of those");
        return new ContextUnetConfig(
                channels, features, contextSize, height, levels, ContextShortcut.ZERO, norm, context);
    }
}
