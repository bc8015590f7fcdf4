// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.diffusion4j.data.Batches;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.Drawing;
import org.diffusion4j.nn.ParameterSource;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.tensor.Devices;
import org.diffusion4j.tensor.Engine;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.train.mat.MatIteration;
import org.diffusion4j.train.mat.MatObserver;
import org.diffusion4j.train.mat.MatPieces;
import org.diffusion4j.train.mat.MatTrainer;
import org.diffusion4j.train.mat.MatWeights;

/**
 * The training of a MAT recipe as {@code d4j train} does it, but for the run folder, from fresh weights. Every
 * measurement is of as many steps as lie between two updates by the penalty, so that it holds one. Belongs to one thread.
 */
final class MatTraining implements AutoCloseable {
    /** In forward passes of the generator: its own with the way back, and one more that the discriminator learns from. */
    private static final int GENERATOR_PASSES = 4;

    /** Filled images on the way back to the generator (2), filled and real ones with gradients of weights (3 each). */
    private static final int DISCRIMINATOR_PASSES = 8;

    /** Of the penalty: a gradient, and the gradient of that. */
    private static final int PENALTY_PASSES = 6;

    /** So long that none of what is measured is a last step or a saved one. */
    private static final String[] ENDLESS = {"train.steps=1000000000", "train.saveEvery=1000000000"};

    private final MatRecipe recipe;
    private final MatWeights weights;
    private final MatIteration iteration;
    private final MatPieces pieces;
    private long done;

    /**
     * A recipe that is measured.
     *
     * @param name of the recipe
     * @param generator arithmetic of its forward pass for one image, in multiples of 1e9
     * @param discriminator of both branches, likewise
     */
    record Size(String name, double generator, double discriminator) {
        /** Those that train on a processor. */
        static final List<Size> ALL = List.of(new Size("mat-32", 0.19, 0.08), new Size("mat-64", 1.98, 0.48));

        /** Of a step of so many images, the penalty's share included. */
        double gigaflop(int batch, int penaltyEvery) {
            double penalty = (double) PENALTY_PASSES / penaltyEvery;
            return batch * (GENERATOR_PASSES * generator + (DISCRIMINATOR_PASSES + penalty) * discriminator);
        }
    }

    MatTraining(String name, String... overrides) {
        recipe = MatRecipe.of(
                name, Stream.concat(Stream.of(ENDLESS), Stream.of(overrides)).toList());
        Device device = Devices.of("cpu");
        weights = new MatWeights(
                recipe.generator(),
                firstValues("generator"),
                recipe.discriminator(),
                firstValues("discriminator"),
                recipe.train(),
                device);
        iteration = new MatIteration(recipe.train(), weights, Optional.empty());
        Batches batches = new Batches(
                recipe.data().create(recipe.seed()),
                recipe.seed(),
                recipe.train().batch(),
                Conditioning.NONE,
                Drawing.WITH_REPLACEMENT);
        pieces = new MatPieces(
                recipe.seed(), batches, recipe.maskGenerator(), recipe.generator(), recipe.train(), device);
    }

    private ParameterSource firstValues(String network) {
        return (name, rule, shape) -> rule.draw(
                RandomStream.of(recipe.seed(), "init/" + network + "/" + name),
                Math.toIntExact(Shapes.elements(shape)));
    }

    /** What is trained, and how. */
    MatRecipe recipe() {
        return recipe;
    }

    /** Milliseconds of a step, the mean over a whole round of penalties. */
    double window() {
        return window(recipe.train().penaltyEvery());
    }

    /** The mean over the next {@code steps}. */
    double window(int steps) {
        long end = done + steps;
        double[] nanos = {0};
        StopSignal stop = new StopSignal();
        MatObserver observer = report -> {
            nanos[0] += report.nanos();
            if (report.step() >= end) {
                stop.request();
            }
        };
        MatTrainer trainer = new MatTrainer(
                recipe.train(), pieces, iteration, OptionalDouble::empty, MatTraining::savesNothing, observer, stop);
        done = Engine.withThreads(Engine.cores(), () -> trainer.train(done));
        return nanos[0] / steps / 1e6;
    }

    /** What is measured is the step. */
    private static void savesNothing(long step, OptionalDouble score) {}

    @Override
    public void close() {
        iteration.close();
        weights.close();
    }
}
