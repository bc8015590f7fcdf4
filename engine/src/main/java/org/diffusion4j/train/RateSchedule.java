// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train;

/** How the learning rate moves over a run, as a recipe names it. */
public enum RateSchedule {
    /** Stays. */
    CONSTANT {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return new LearningRate.Constant(config.learningRate());
        }
    },
    /** Rises over {@code warmup} steps, then falls along a half cosine to 0. */
    COSINE {
        @Override
        LearningRate create(TrainConfig config, int stepsPerEpoch) {
            return new LearningRate.Cosine(config.learningRate(), config.warmup(), config.steps());
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

    abstract LearningRate create(TrainConfig config, int stepsPerEpoch);
}
