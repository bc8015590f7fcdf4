// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

/** How the learning rate moves over a run, as a recipe names it. */
public enum RateSchedule {
    /** Stays, after a rise over {@code warmup} steps from 0. */
    CONSTANT {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return warmed(config, new LearningRate.Constant(config.learningRate()));
        }
    },
    /** Rises over {@code warmup} steps from 0, then falls along a half cosine to 0, as diffusers' {@code cosine}. */
    COSINE {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return warmed(config, new LearningRate.Cosine(config.learningRate(), falling(config)));
        }
    },
    /** Falls in equal steps, one per epoch, towards 0. */
    LINEAR {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            long epochs = Math.max(1, (config.steps() + stepsPerEpoch - 1) / stepsPerEpoch);
            return new LearningRate.LinearPerEpoch(config.learningRate(), stepsPerEpoch, epochs);
        }
    },
    /** Rises over {@code warmup} steps from 0, then falls straight to 0, as diffusers' {@code linear}. */
    STRAIGHT {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return warmed(config, new LearningRate.Polynomial(config.learningRate(), 0, 1, falling(config)));
        }
    },
    /** Rises over {@code warmup} steps from 0, then falls along half cosines, as diffusers' {@code cosine_with_restarts}. */
    RESTARTS {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            int cycles = config.curve().cycles();
            return warmed(config, new LearningRate.Restarts(config.learningRate(), cycles, falling(config)));
        }
    },
    /** Rises over {@code warmup} steps from 0, then falls along a power, as diffusers' {@code polynomial}. */
    POLYNOMIAL {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            CurveConfig curve = config.curve();
            return warmed(
                    config,
                    new LearningRate.Polynomial(config.learningRate(), curve.end(), curve.power(), falling(config)));
        }
    },
    /** Falls by a factor after every round, down to a floor. */
    ROUNDS {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            RoundsConfig rounds = config.rounds();
            return new LearningRate.Rounds(config.learningRate(), rounds.factor(), rounds.floor(), rounds.steps());
        }
    },
    /** One cycle, with Adam's beta1 moving against it. */
    ONE_CYCLE {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return new LearningRate.OneCycle(config.learningRate(), config.steps());
        }
    };

    /** Whether it begins with the rise over {@code warmup} steps. */
    boolean isWarmed() {
        return switch (this) {
            case CONSTANT, COSINE, STRAIGHT, RESTARTS, POLYNOMIAL -> true;
            case LINEAR, ROUNDS, ONE_CYCLE -> false;
        };
    }

    abstract LearningRate create(TrainConfig config, int stepsPerEpoch);

    private static LearningRate warmed(TrainConfig config, LearningRate then) {
        return config.warmup() == 0 ? then : new LearningRate.Warmed(config.learningRate(), config.warmup(), then);
    }

    private static long falling(TrainConfig config) {
        return config.steps() - config.warmup();
    }
}
