// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.nn.unet.DownBlockType;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.UpBlockType;

/** Which values of a {@link UNet2DConfig} go together. */
final class UNet2DRules {
    /** Skip stages carry a picture of this many channels, whatever the network's. */
    private static final int PICTURE = 3;

    /** More than any network has, and few enough that no sum of widths leaves the range of whole numbers. */
    private static final int MOST = 1 << 20;

    private static final int MOST_NUMBERS = 1 << 28;

    private static final KeyName WIDTHS = new KeyName("blockOutChannels");
    private static final KeyName DOWN = new KeyName("downBlockTypes");
    private static final KeyName UP = new KeyName("upBlockTypes");
    private static final KeyName GROUPS = new KeyName("normNumGroups");

    private UNet2DRules() {}

    static void requireWhole(String key, int value) {
        PictureSizes.requirePositive(key, value);
        if (value > MOST) {
            throw ConfigException.naming(
                    "%s must be at most %d but was %d. Give a smaller number.", new KeyName(key), MOST, value);
        }
    }

    static void requireAboveZero(String key, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw ConfigException.naming(
                    "%s must be above 0 and finite but was %s. Leave it out for the usual value.",
                    new KeyName(key), value);
        }
    }

    static void requireLevels(List<DownBlockType> down, List<UpBlockType> up, List<Integer> channels) {
        if (channels.isEmpty()
                || channels.size() > 16
                || down.size() != channels.size()
                || up.size() != channels.size()) {
            throw ConfigException.naming(
                    "%s has %d levels, %s %d and %s %d. Give 1 to 16 levels, and as many stages on both ways.",
                    WIDTHS, channels.size(), DOWN, down.size(), UP, up.size());
        }
        channels.forEach(n -> requireWhole("blockOutChannels", n));
    }

    static void requireSize(List<Integer> size, int stride) {
        if (size.size() > 2) {
            throw ConfigException.naming(
                    "%s must be empty, one number or height and width but has %d numbers. For example [32].",
                    new KeyName("sampleSize"), size.size());
        }
        size.forEach(n -> PictureSizes.requireMultiple("sampleSize", n, stride, "is halved at each level"));
    }

    /** Numbers of one picture are counted by int, and its bytes must fit into memory. */
    static void requireRoom(List<Integer> size, int channels) {
        double numbers = size.stream().mapToDouble(n -> n).reduce(size.size() == 1 ? size.get(0) : 1, (a, b) -> a * b);
        if (numbers * channels > MOST_NUMBERS) {
            throw ConfigException.naming(
                    "%s %s with %d channels makes pictures of %.0f numbers, and at most %d are taken. Give a smaller one.",
                    new KeyName("sampleSize"), size, channels, numbers * channels, MOST_NUMBERS);
        }
    }

    static void requireSkipStages(
            List<DownBlockType> down, List<UpBlockType> up, int in, int out, Optional<Integer> groups) {
        boolean anyDown = down.stream().anyMatch(DownBlockType::isSkip);
        boolean anyUp = up.stream().anyMatch(UpBlockType::isSkip);
        if ((anyDown && in != PICTURE) || (anyUp && out != PICTURE)) {
            throw ConfigException.naming(
                    "skip stages carry pictures of 3 channels, and %s is %d and %s %d. Set both to 3, or use other stages.",
                    new KeyName("inChannels"), in, new KeyName("outChannels"), out);
        }
        for (int i = 1; i < down.size(); i++) {
            boolean downComesLate = i < down.size() - 1
                    && down.get(i).isSkip()
                    && !down.get(i - 1).isSkip();
            boolean upEndsEarly = up.get(i - 1).isSkip() && !up.get(i).isSkip();
            if (downComesLate || upEndsEarly) {
                throw ConfigException.naming(
                        "a skip stage in %s stands on the wrong side of another kind, where its picture has another size. Put skip stages first on the way down and last on the way up.",
                        downComesLate ? DOWN : UP);
            }
        }
        boolean allSkip =
                down.stream().allMatch(DownBlockType::isSkip) && up.stream().allMatch(UpBlockType::isSkip);
        if (groups.isEmpty() && !allSkip) {
            throw ConfigException.naming(
                    "%s is absent, and only skip stages choose their own groups. Give the number of groups; 32 is usual.",
                    GROUPS);
        }
    }

    static void requireTime(TimeEmbeddingType type, int width, int shift, Optional<Integer> rows) {
        if (type == TimeEmbeddingType.LEARNED && rows.isEmpty()) {
            throw ConfigException.naming(
                    "%s learned needs %s, the rows of its table. Set it to the schedule's steps.",
                    new KeyName("timeEmbeddingType"), new KeyName("numTrainTimesteps"));
        }
        if (type == TimeEmbeddingType.POSITIONAL && (width < 2 || width / 2 <= shift || shift < 0)) {
            throw ConfigException.naming(
                    "%s must lie in 0 to %d (below half of the first level's channels) but was %d. 0 and 1 are usual.",
                    new KeyName("freqShift"), width / 2 - 1, shift);
        }
    }

    static void requireTimes(TimeEmbeddingType type, String learned, double lowest, boolean areWhole) {
        if (type == TimeEmbeddingType.FOURIER && !(lowest > 0)) {
            throw ConfigException.naming(
                    "%s is fourier, which takes the logarithm of a noise level above 0, and a network that learns %s is told %s. Use positional.",
                    new KeyName("network.timeEmbeddingType"), learned, lowest < 0 ? "times below 0" : "the time 0");
        }
        if (type == TimeEmbeddingType.LEARNED && !areWhole) {
            throw ConfigException.naming(
                    "%s is learned, a table with a row for each whole time, and a network that learns %s is told times between them. Use positional.",
                    new KeyName("network.timeEmbeddingType"), learned);
        }
    }

    /** Layers of stages that do not choose their own groups, of the middle and of the end. */
    static void requireGroups(
            int groups, List<Integer> widths, List<DownBlockType> down, List<UpBlockType> up, boolean hasMiddle) {
        int bottom = widths.size() - 1;
        Set<Integer> normalised = new TreeSet<>(Set.of(widths.get(0)));
        for (int i = 0; i <= bottom; i++) {
            if (!down.get(i).isSkip()) {
                normalised.addAll(widths.subList(Math.max(0, i - 1), i + 1));
            }
            if (!up.get(bottom - i).isSkip()) { // what comes in, what waited and what goes out
                normalised.addAll(widths.subList(Math.max(0, i - 1), Math.min(bottom, i + 1) + 1));
            }
        }
        if (hasMiddle) {
            normalised.add(widths.get(bottom));
        }
        normalised.forEach(width -> requireMultiple(GROUPS, groups, width));
    }

    /** The middle's attention, where its groups are given. */
    static void requireAttentionGroups(int groups, List<Integer> widths) {
        requireMultiple(new KeyName("attnNormNumGroups"), groups, widths.get(widths.size() - 1));
    }

    private static void requireMultiple(KeyName key, int groups, int width) {
        if (width % groups != 0) {
            throw ConfigException.naming(
                    "%s is %d, and %s has a level of %d channels, which cannot be divided into so many groups. Give widths that are multiples of %d, or another number of groups.",
                    key, groups, WIDTHS, width, groups);
        }
    }
}
