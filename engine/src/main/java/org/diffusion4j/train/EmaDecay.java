// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

import org.diffusion4j.error.ConfigException;

/** The decay of a running average of weights as a function of the update; decay 0 copies the weights. */
public sealed interface EmaDecay {
    /** The decay of update number {@code step}, counted from 0; in [0, 1). */
    double at(long step);

    /** The same for ever: the first weights stay in the average. */
    record Constant(double decay) implements EmaDecay {
        public Constant {
            Ema.requireDecay(decay);
        }

        @Override
        public double at(long step) {
            return decay;
        }
    }

    /**
     * Rises as 1 − (1 + j/inverseGamma)^−power, j counting the updates after the first; 0 in that one.
     *
     * @param least it is at least this once it has begun, in [0, most]
     * @param most it is at most this, in [0, 1)
     * @param updateAfter updates before it begins, all of which copy
     * @param inverseGamma above 0; the larger, the slower
     * @param power above 0; 2/3 for long runs, 3/4 for short ones
     */
    record Warming(double least, double most, long updateAfter, double inverseGamma, double power) implements EmaDecay {
        public Warming {
            requireRange(least, most);
            if (!(inverseGamma > 0 && power > 0)) {
                throw new ConfigException(
                        "the warm-up of the average was given inverse gamma %s and power %s; both must be above 0. Usual are 1 and 0.75."
                                .formatted(inverseGamma, power));
            }
        }

        /** From the first update on, with inverse gamma 1. */
        public Warming(double most, double power) {
            this(0, most, 0, 1, power);
        }

        @Override
        public double at(long step) {
            long j = step - updateAfter;
            return j <= 0 ? 0 : within(least, most, 1 - Math.pow(1 + j / inverseGamma, -power));
        }
    }

    /**
     * Rises as (1 + j)/(10 + j), j counting the updates after the first; 0 in that one.
     *
     * @param least it is at least this once it has begun, in [0, most]
     * @param most it is at most this, in [0, 1)
     * @param updateAfter updates before it begins, all of which copy
     */
    record Counting(double least, double most, long updateAfter) implements EmaDecay {
        public Counting {
            requireRange(least, most);
        }

        @Override
        public double at(long step) {
            long j = step - updateAfter;
            return j <= 0 ? 0 : within(least, most, (1.0 + j) / (10.0 + j));
        }
    }

    /**
     * Halves the share of old weights every so many images (Karras et al. 2022, appendix F.1).
     *
     * @param batch images of an update, at least 1
     * @param images half-life, above 0
     * @param rampUp the half-life is at most this share of the images seen so far; above 0
     */
    record HalfLife(int batch, double images, double rampUp) implements EmaDecay {
        public HalfLife {
            if (batch < 1 || !(images > 0 && rampUp > 0)) {
                throw new ConfigException(
                        "the half-life of the average was given a batch of %d, %s images and the ramp-up %s; the batch must be 1 or more, the others above 0. Usual are 500000 and 0.05."
                                .formatted(batch, images, rampUp));
            }
        }

        @Override
        public double at(long step) {
            return afterImages((step + 1.0) * batch);
        }

        /** The decay of an update after which this many images, above 0, were seen. */
        public double afterImages(double seen) {
            return Math.pow(0.5, batch / Math.min(images, rampUp * seen));
        }
    }

    private static double within(double least, double most, double decay) {
        return Math.max(least, Math.min(most, decay));
    }

    private static void requireRange(double least, double most) {
        if (!(least >= 0 && least <= most && most < 1)) {
            throw new ConfigException(
                    "the decay of the average was given the range %s to %s; it must lie in [0, 1). Usual are 0 and 0.9999."
                            .formatted(least, most));
        }
    }
}
