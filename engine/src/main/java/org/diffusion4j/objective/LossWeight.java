// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.objective;

import org.diffusion4j.config.Key;
import org.diffusion4j.config.Kind;
import org.diffusion4j.config.Kinds;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.sampler.Prediction;

/** What the loss of a row is multiplied by, as a function of how much signal it has. */
@Kinds({LossWeight.Even.class, LossWeight.Snr.class, LossWeight.MinSnr.class, LossWeight.P2.class})
public sealed interface LossWeight {
    /**
     * The factor.
     *
     * @param snr a²/s², the signal-to-noise ratio of the row
     * @param prediction what the network's output means
     */
    double of(double snr, Prediction prediction);

    /** The simple loss: every row as it is (Ho et al. 2020, eq. 14). */
    @Kind("even")
    record Even() implements LossWeight {
        @Override
        public double of(double snr, Prediction prediction) {
            return 1;
        }
    }

    /** As if the noise were predicted, whatever is: the error of the clean sample times the signal-to-noise ratio. */
    @Kind("snr")
    record Snr() implements LossWeight {
        @Override
        public double of(double snr, Prediction prediction) {
            return snr * perErrorOfX0(snr, prediction);
        }
    }

    /**
     * The signal-to-noise ratio, at most gamma, on the error of the clean sample (Hang et al. 2023, eq. 6).
     *
     * @param gamma above 0
     */
    @Kind("min-snr")
    record MinSnr(
            @Key(about = "the ratio is cut here", standard = "5")
            double gamma) implements LossWeight {
        public MinSnr {
            if (!(gamma > 0)) {
                throw new ConfigException("gamma of min-snr must be above 0 but was %s. 5 is usual.".formatted(gamma));
            }
        }

        @Override
        public double of(double snr, Prediction prediction) {
            return Math.min(snr, gamma) * perErrorOfX0(snr, prediction);
        }
    }

    /**
     * Less weight where little noise has to be removed (Choi et al. 2022, eq. 8).
     *
     * @param k above 0
     * @param gamma 0 or more; 0 is {@link Snr}
     */
    @Kind("p2")
    record P2(
            @Key(about = "added to the ratio", standard = "1")
            double k,

            @Key(about = "power of the damping", standard = "1")
            double gamma)
            implements LossWeight {
        public P2 {
            if (!(k > 0 && gamma >= 0)) {
                throw new ConfigException(
                        "p2 was given k %s and gamma %s; k must be above 0 and gamma 0 or more. Usual are 1 and 1."
                                .formatted(k, gamma));
            }
        }

        @Override
        public double of(double snr, Prediction prediction) {
            return snr / Math.pow(k + snr, gamma) * perErrorOfX0(snr, prediction);
        }
    }

    /** The squared error of the clean sample that a squared error 1 of the output stands for. */
    private static double perErrorOfX0(double snr, Prediction prediction) {
        return switch (prediction) {
            case EPSILON -> 1 / snr;
            case X0 -> 1;
            case VELOCITY -> 1 / (snr + 1);
        };
    }
}
