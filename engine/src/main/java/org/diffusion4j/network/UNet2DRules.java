// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import java.util.List;
import java.util.Optional;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.unet.DownBlockType;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.UpBlockType;

/** Which values of a {@link UNet2DConfig} go together. */
final class UNet2DRules {
    /** Skip stages carry a picture of this many channels, whatever the network's. */
    private static final int PICTURE = 3;

    private UNet2DRules() {}

    static void requireWhole(String key, int value) {
        if (value < 1) {
            throw new ConfigException(
                    "%s must be at least 1 but was %d. Give a positive number.".formatted(key, value));
        }
    }

    static void requireAboveZero(String key, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new ConfigException("%s must be above 0 and finite but was %s. Leave it out for the usual value."
                    .formatted(key, value));
        }
    }

    static void requireLevels(List<DownBlockType> down, List<UpBlockType> up, List<Integer> channels) {
        if (channels.isEmpty()
                || channels.size() > 16
                || down.size() != channels.size()
                || up.size() != channels.size()) {
            throw new ConfigException(
                    "blockOutChannels has %d levels, downBlockTypes %d and upBlockTypes %d. Give 1 to 16 levels, and as many stages on both ways."
                            .formatted(channels.size(), down.size(), up.size()));
        }
        channels.forEach(n -> requireWhole("blockOutChannels", n));
    }

    static void requireSize(List<Integer> size, int stride) {
        if (size.size() > 2) {
            throw new ConfigException(
                    "sampleSize must be empty, one number or height and width but has %d numbers. For example [32]."
                            .formatted(size.size()));
        }
        size.forEach(n -> PictureSizes.requireMultiple("sampleSize", n, stride, "is halved at each level"));
    }

    static void requireSkipStages(
            List<DownBlockType> down, List<UpBlockType> up, int in, int out, Optional<Integer> groups) {
        boolean anyDown = down.stream().anyMatch(DownBlockType::isSkip);
        boolean anyUp = up.stream().anyMatch(UpBlockType::isSkip);
        if ((anyDown && in != PICTURE) || (anyUp && out != PICTURE)) {
            throw new ConfigException(
                    "skip stages carry pictures of 3 channels, and inChannels is %d and outChannels %d. Set both to 3, or use other stages."
                            .formatted(in, out));
        }
        for (int i = 1; i < down.size(); i++) {
            boolean downComesLate = i < down.size() - 1
                    && down.get(i).isSkip()
                    && !down.get(i - 1).isSkip();
            boolean upEndsEarly = up.get(i - 1).isSkip() && !up.get(i).isSkip();
            if (downComesLate || upEndsEarly) {
                throw new ConfigException(
                        "a skip stage in %s stands on the wrong side of another kind, where its picture has another size. Put skip stages first on the way down and last on the way up."
                                .formatted(downComesLate ? "downBlockTypes" : "upBlockTypes"));
            }
        }
        boolean allSkip =
                down.stream().allMatch(DownBlockType::isSkip) && up.stream().allMatch(UpBlockType::isSkip);
        if (groups.isEmpty() && !allSkip) {
            throw new ConfigException(
                    "normNumGroups is absent, and only skip stages choose their own groups. Give the number of groups; 32 is usual.");
        }
    }

    static void requireTime(TimeEmbeddingType type, int width, int shift, Optional<Integer> rows) {
        if (type == TimeEmbeddingType.LEARNED && rows.isEmpty()) {
            throw new ConfigException(
                    "timeEmbeddingType learned needs numTrainTimesteps, the rows of its table. Set it to the schedule's steps.");
        }
        if (type == TimeEmbeddingType.POSITIONAL && (width < 2 || width / 2 <= shift || shift < 0)) {
            throw new ConfigException(
                    "freqShift must lie in 0 to %d (below half of the first level's channels) but was %d. 0 and 1 are usual."
                            .formatted(width / 2 - 1, shift));
        }
    }
}
