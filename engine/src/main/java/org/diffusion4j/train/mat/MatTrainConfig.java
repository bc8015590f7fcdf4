// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.Optional;
import org.diffusion4j.config.Key;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.train.Adam;

/**
 * How long and how MAT is trained; the standard values are those of the published recipe.
 *
 * @param steps iterations, each an update of both networks, at least 1
 * @param batch images per iteration, at least 1
 * @param microBatch images computed at once; the whole batch if absent
 * @param learningRate of both networks before the correction for lazy regularisation, above 0
 * @param optimizer Adam's constants before that correction
 * @param gamma factor of the R1 penalty, 0 or more
 * @param penaltyEvery iterations between two updates by the penalty, at least 1
 * @param generatorCorrection the generator's rate is corrected as if every so many iterations had one more update
 * @param psi truncation of the styles that the generator is trained with
 * @param mixing share of batches with the styles of two latents, in [0, 1]
 * @param averageHalfLife of the generator's running average, above 0
 * @param l1 weight of the mean absolute difference to the real image; 0 as published
 * @param draftL1 weight of the same distance for the image of the first stage; 0 as published
 * @param perceptual weight of the perceptual loss, used only with a file
 * @param vgg file with the weights of VGG-19; no perceptual loss if absent
 * @param init a MAT whose averaged weights the generator starts from: a shipped name, a run folder, a file; drawn by the seed
 *     if absent
 * @param saveEvery iterations between two saved states, at least 1
 * @param keep saved states kept, at least 2
 * @param heldOutImages images that are measured at each saved state, 0 for none
 */
public record MatTrainConfig(
        @Key(about = "iterations: an update of both networks", unit = "steps", standard = "781250")
        long steps,

        @Key(about = "images per iteration", unit = "images", standard = "32")
        int batch,

        @Key(about = "images computed at once; absent = the whole batch", unit = "images")
        Optional<Integer> microBatch,

        @Key(about = "learning rate of both networks", standard = "0.001")
        double learningRate,

        @Key(about = "Adam's constants", standard = "{beta1: 0, beta2: 0.99, epsilon: 1e-8}")
        Adam.Settings optimizer,

        @Key(about = "factor of the R1 penalty", standard = "10")
        double gamma,

        @Key(about = "iterations between two updates by the penalty", unit = "steps", standard = "16")
        int penaltyEvery,

        @Key(about = "the generator's rate is corrected for one update more in so many", unit = "steps", standard = "4")
        int generatorCorrection,

        @Key(about = "truncation of styles in training; 1 = none", standard = "0.5")
        double psi,

        @Key(about = "share of batches with the styles of two latents", standard = "0.5")
        double mixing,

        @Key(about = "half-life of the generator's running average", unit = "images", standard = "10000")
        double averageHalfLife,

        @Key(about = "weight of the L1 distance to the real image", standard = "0")
        double l1,

        @Key(about = "weight of the L1 distance of the first stage's image", standard = "0")
        double draftL1,

        @Key(about = "weight of the perceptual loss", standard = "0.1")
        double perceptual,

        @Key(about = "safetensors file of VGG-19 (torchvision's names); absent = no perceptual loss")
        Optional<String> vgg,

        @Key(about = "MAT whose weights the generator starts from; absent = drawn by the seed")
        Optional<String> init,

        @Key(about = "iterations between saved states", unit = "steps", standard = "1000")
        long saveEvery,

        @Key(about = "saved states kept", unit = "states", standard = "2")
        int keep,

        @Key(about = "held-out images measured at each saved state", unit = "images", standard = "0")
        int heldOutImages) {
    public MatTrainConfig {
        requireAtLeast("steps", steps, 1);
        requireAtLeast("batch", batch, 1);
        microBatch.ifPresent(size -> requireAtLeast("microBatch", size, 1));
        requireAtLeast("penaltyEvery", penaltyEvery, 1);
        requireAtLeast("generatorCorrection", generatorCorrection, 1);
        requireAtLeast("saveEvery", saveEvery, 1);
        requireAtLeast("keep", keep, 2);
        requireAtLeast("heldOutImages", heldOutImages, 0);
        if (batch % microBatch.orElse(batch) != 0) {
            throw new ConfigException(
                    "microBatch must divide batch %d but was %d: the discriminator compares the images of a piece, and all pieces must be alike. Choose a divisor."
                            .formatted(batch, microBatch.orElse(batch)));
        }
        requirePositive("learningRate", learningRate, "0.001");
        requirePositive("averageHalfLife", averageHalfLife, "10000");
        requireWeight("gamma", gamma, "10");
        requireWeight("l1", l1, "0");
        requireWeight("draftL1", draftL1, "0");
        requireWeight("perceptual", perceptual, "0.1");
        if (!(mixing >= 0 && mixing <= 1)) {
            throw new ConfigException(
                    "mixing must lie in [0, 1] but was %s. The usual value is 0.5.".formatted(mixing));
        }
        Truncation.of(psi); // refuses what is no number
    }

    private static void requireAtLeast(String name, long value, long least) {
        if (value < least) {
            throw new ConfigException(
                    "%s must be at least %d but was %d. Give a larger number.".formatted(name, least, value));
        }
    }

    private static void requirePositive(String name, double value, String usual) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new ConfigException(
                    "%s must be above 0 but was %s. The usual value is %s.".formatted(name, value, usual));
        }
    }

    private static void requireWeight(String name, double value, String usual) {
        if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
            throw new ConfigException(
                    "%s must be 0 or more but was %s. The usual value is %s.".formatted(name, value, usual));
        }
    }

    /** 25 million images in batches of 32. */
    public static MatTrainConfig defaults() {
        return RecipeReader.defaults(MatTrainConfig.class);
    }

    /** Images computed at once. */
    public int pieceSize() {
        return Math.min(batch, microBatch.orElse(batch));
    }

    /** An optimiser that has one update more in every so many keeps its speed by taking smaller ones. */
    private static double share(int interval) {
        return interval / (interval + 1.0);
    }

    /** The generator's learning rate, corrected. */
    double generatorRate() {
        return learningRate * share(generatorCorrection);
    }

    /** The discriminator's learning rate, corrected. */
    double discriminatorRate() {
        return learningRate * share(penaltyEvery);
    }

    Adam.Settings generatorAdam() {
        return corrected(share(generatorCorrection));
    }

    Adam.Settings discriminatorAdam() {
        return corrected(share(penaltyEvery));
    }

    private Adam.Settings corrected(double share) {
        return new Adam.Settings(
                Math.pow(optimizer.beta1(), share),
                Math.pow(optimizer.beta2(), share),
                optimizer.epsilon(),
                optimizer.weightDecay());
    }

    /** Decay of the running average per iteration. */
    double averageDecay() {
        return Math.pow(0.5, batch / averageHalfLife);
    }

    /** Whether the penalty has its update in this iteration, counted from 0. */
    boolean hasPenalty(long iteration) {
        return iteration % penaltyEvery == 0;
    }

    /** How many updates the discriminator had before this iteration. */
    long discriminatorUpdates(long iteration) {
        return iteration + (iteration + penaltyEvery - 1) / penaltyEvery;
    }
}
