// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.unet.Activation;
import org.diffusion4j.nn.unet.ClassEmbedType;
import org.diffusion4j.nn.unet.DownBlockType;
import org.diffusion4j.nn.unet.MidBlockType;
import org.diffusion4j.nn.unet.ResizeType;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.TimeScaleShift;
import org.diffusion4j.nn.unet.UNetStyle;
import org.diffusion4j.nn.unet.UpBlockType;

/**
 * diffusers' {@code UNet2DModel} with its keys and its defaults; the keys are those of its {@code config.json} in this
 * language's spelling ({@code block_out_channels} is {@code blockOutChannels}).
 *
 * @param sampleSize one number for a square, height and width, or nothing where pictures of any size go in; multiples of
 *     2 to the number of halvings
 * @param inChannels at least 1; 3 with skip blocks
 * @param outChannels at least 1; 3 with skip blocks; twice inChannels where the variance is learned
 * @param centerInputSample maps [0, 1] to [−1, 1] first
 * @param timeEmbeddingType how the time is seen
 * @param timeEmbeddingDim width of the embedding; four times the first of blockOutChannels if absent
 * @param freqShift shift of the positional frequencies
 * @param flipSinToCos whether cosines come before sines in positional embeddings
 * @param downBlockTypes a stage for each level
 * @param midBlockType the stage between both ways; none if absent
 * @param upBlockTypes a stage for each level, the deepest first
 * @param blockOutChannels the width of each level
 * @param layersPerBlock residual blocks of a stage, at least 1
 * @param midBlockScaleFactor divides the sums of the middle, above 0
 * @param downsamplePadding zeros around what a convolution halves, 0 or 1
 * @param downsampleType how stages with attention halve
 * @param upsampleType how stages with attention double
 * @param dropout share of features that residual blocks leave out in training, in [0, 1)
 * @param actFn between the layers of residual blocks
 * @param attentionHeadDim channels of a head; one head if absent
 * @param normNumGroups of group normalisations; absent only where all stages are skip blocks
 * @param attnNormNumGroups of the middle's attention, where they differ
 * @param normEps of group normalisations, above 0
 * @param resnetTimeScaleShift what the embedding does in a residual block
 * @param addAttention whether the middle has attention
 * @param classEmbedType how a class is seen without a table
 * @param numClassEmbeds rows of the table of classes
 * @param numTrainTimesteps rows of the table of a learned time embedding
 * @param nullClass whether the last row of the table of classes stands for "no class"; not a key of diffusers
 */
@Kind("unet2d")
public record UNet2DConfig(
        @Key(about = "one number for a square, or height and width; empty = any", unit = "pixels", standard = "[]")
        List<Integer> sampleSize,

        @Key(about = "channels of a picture", standard = "3")
        int inChannels,

        @Key(about = "channels of the output; twice as many where the variance is learned", standard = "3")
        int outChannels,

        @Key(about = "map [0, 1] to [-1, 1] first", standard = "false")
        boolean centerInputSample,

        @Key(about = "how the time is seen: positional, fourier, learned", standard = "positional")
        TimeEmbeddingType timeEmbeddingType,

        @Key(about = "width of the embedding; absent = four times the first level's")
        Optional<Integer> timeEmbeddingDim,

        @Key(about = "shift of the positional frequencies", standard = "0")
        int freqShift,

        @Key(about = "cosines before sines", standard = "true")
        boolean flipSinToCos,

        @Key(about = "a stage for each level on the way down", standard = "[down, attn-down, attn-down, attn-down]")
        List<DownBlockType> downBlockTypes,

        @Key(about = "the stage between both ways; null = none", standard = "mid")
        Optional<MidBlockType> midBlockType,

        @Key(about = "a stage for each level on the way up", standard = "[attn-up, attn-up, attn-up, up]")
        List<UpBlockType> upBlockTypes,

        @Key(about = "the width of each level", unit = "channels", standard = "[224, 448, 672, 896]")
        List<Integer> blockOutChannels,

        @Key(about = "residual blocks of a stage", standard = "2")
        int layersPerBlock,

        @Key(about = "divides the sums of the middle", standard = "1")
        double midBlockScaleFactor,

        @Key(about = "zeros around what a convolution halves", unit = "pixels", standard = "1")
        int downsamplePadding,

        @Key(about = "how stages with attention halve: conv, resnet", standard = "conv")
        ResizeType downsampleType,

        @Key(about = "how stages with attention double: conv, resnet", standard = "conv")
        ResizeType upsampleType,

        @Key(about = "share of features that residual blocks leave out in training", standard = "0")
        double dropout,

        @Key(about = "between the layers of residual blocks", standard = "silu")
        Activation actFn,

        @Key(about = "channels of a head of attention; null = one head", unit = "channels", standard = "8")
        Optional<Integer> attentionHeadDim,

        @Key(about = "groups of the normalisations; null only with skip stages alone", standard = "32")
        Optional<Integer> normNumGroups,

        @Key(about = "groups of the middle's attention, where they differ")
        Optional<Integer> attnNormNumGroups,

        @Key(about = "added to the variance in normalisations", standard = "1e-5")
        double normEps,

        @Key(about = "what the embedding does: default adds it", standard = "default")
        TimeScaleShift resnetTimeScaleShift,

        @Key(about = "attention in the middle", standard = "true")
        boolean addAttention,

        @Key(about = "how a class is seen without a table: timestep, identity")
        Optional<ClassEmbedType> classEmbedType,

        @Key(about = "rows of the table of classes") Optional<Integer> numClassEmbeds,

        @Key(about = "rows of the table of a learned time embedding")
        Optional<Integer> numTrainTimesteps,

        @Key(about = "the last row of the table of classes stands for 'no class'", standard = "false")
        boolean nullClass)
        implements NetworkConfig {
    /** Multiply-adds of one convolution up to which a second thread costs more than it gives. */
    private static final long TINY = 1 << 20;

    public UNet2DConfig {
        sampleSize = List.copyOf(sampleSize);
        downBlockTypes = List.copyOf(downBlockTypes);
        upBlockTypes = List.copyOf(upBlockTypes);
        blockOutChannels = List.copyOf(blockOutChannels);
        UNet2DRules.requireLevels(downBlockTypes, upBlockTypes, blockOutChannels);
        UNet2DRules.requireSize(sampleSize, 1 << (blockOutChannels.size() - 1));
        UNet2DRules.requireWhole("inChannels", inChannels);
        UNet2DRules.requireWhole("outChannels", outChannels);
        UNet2DRules.requireRoom(sampleSize, Math.max(inChannels, outChannels));
        UNet2DRules.requireWhole("layersPerBlock", layersPerBlock);
        timeEmbeddingDim.ifPresent(n -> UNet2DRules.requireWhole("timeEmbeddingDim", n));
        attentionHeadDim.ifPresent(n -> UNet2DRules.requireWhole("attentionHeadDim", n));
        normNumGroups.ifPresent(n -> UNet2DRules.requireWhole("normNumGroups", n));
        attnNormNumGroups.ifPresent(n -> UNet2DRules.requireWhole("attnNormNumGroups", n));
        numClassEmbeds.ifPresent(n -> UNet2DRules.requireWhole("numClassEmbeds", n));
        numTrainTimesteps.ifPresent(n -> UNet2DRules.requireWhole("numTrainTimesteps", n));
        UNet2DRules.requireAboveZero("midBlockScaleFactor", midBlockScaleFactor);
        UNet2DRules.requireAboveZero("normEps", normEps);
        UNet2DRules.requireSkipStages(downBlockTypes, upBlockTypes, inChannels, outChannels, normNumGroups);
        if (normNumGroups.isPresent()) {
            UNet2DRules.requireGroups(
                    normNumGroups.get(), blockOutChannels, downBlockTypes, upBlockTypes, midBlockType.isPresent());
        }
        if (attnNormNumGroups.isPresent() && midBlockType.isPresent() && addAttention) {
            UNet2DRules.requireAttentionGroups(attnNormNumGroups.get(), blockOutChannels);
        }
        UNet2DRules.requireTime(timeEmbeddingType, blockOutChannels.get(0), freqShift, numTrainTimesteps);
        if (downsamplePadding < 0 || downsamplePadding > 1) {
            throw ConfigException.naming(
                    "%s must be 0 or 1 but was %d. 1 pads all sides, 0 the right and lower edge.",
                    new KeyName("downsamplePadding"), downsamplePadding);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new ConfigException("dropout must lie in [0, 1) but was %s. Use 0 for none.".formatted(dropout));
        }
        if (nullClass && (classEmbedType.isPresent() || numClassEmbeds.orElse(0) < 2)) {
            throw ConfigException.naming(
                    "%s takes the last row of a table of at least two classes, and this network has none. Set %s to the number of classes plus one.",
                    new KeyName("nullClass"), new KeyName("numClassEmbeds"));
        }
    }

    /** The library's defaults: four levels of 224 to 896 channels. */
    public static UNet2DConfig defaults() {
        return RecipeReader.defaults(UNet2DConfig.class);
    }

    @Override
    public Network create(ParameterScope p, int steps) {
        if (timeEmbeddingType == TimeEmbeddingType.LEARNED && numTrainTimesteps.orElse(0) < steps) {
            throw ConfigException.naming(
                    "%s is %d, and the schedule has %d steps. Give the table a row for each.",
                    new KeyName("network.numTrainTimesteps"), numTrainTimesteps.orElse(0), steps);
        }
        return new UNet2D(p, this);
    }

    @Override
    public void requireTimes(String learned, double lowest, boolean areWhole) {
        UNet2DRules.requireTimes(timeEmbeddingType, learned, lowest, areWhole);
    }

    /** Width of the embedding of time and class. */
    public int embedding() {
        return timeEmbeddingDim.orElse(4 * blockOutChannels.get(0));
    }

    /** What all stages have in common. */
    UNetStyle style() {
        return new UNetStyle(
                embedding(),
                layersPerBlock,
                normNumGroups,
                normEps,
                actFn,
                resnetTimeScaleShift == TimeScaleShift.SCALE_SHIFT,
                attentionHeadDim,
                downsamplePadding,
                downsampleType,
                upsampleType,
                dropout);
    }

    /** Height and width must be multiples of it. */
    int stride() {
        return 1 << (blockOutChannels.size() - 1);
    }

    /**
     * The shape of one picture.
     *
     * @throws ConfigException if sampleSize is empty
     */
    @Override
    public long[] inputShape() {
        if (sampleSize.isEmpty()) {
            throw new ConfigException(
                    "network.sampleSize (sample_size in the config.json of a diffusers directory) is empty, so the size of a picture is not known. Set it to a multiple of %d, for example [%d]."
                            .formatted(stride(), 8 * stride()));
        }
        int height = sampleSize.get(0);
        return new long[] {inChannels, height, sampleSize.size() == 1 ? height : sampleSize.get(1)};
    }

    @Override
    public boolean learnsVariance() {
        return outChannels == 2 * inChannels;
    }

    @Override
    public Conditioning conditioning() {
        if (classEmbedType.isPresent()) {
            return classEmbedType.get() == ClassEmbedType.TIMESTEP
                    ? new Conditioning.OneNumber()
                    : new Conditioning.Vector(embedding());
        }
        return numClassEmbeds
                .<Conditioning>map(rows -> new Conditioning.Classes(nullClass ? rows - 1 : rows, nullClass))
                .orElse(Conditioning.NONE);
    }

    @Override
    public boolean isTiny() {
        long pixels = sampleSize.isEmpty() ? 64 : inputShape()[1] * inputShape()[2];
        int widest = blockOutChannels.stream().mapToInt(n -> n).max().orElse(0);
        return 9L * widest * widest * pixels <= TINY;
    }
}
