// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Calibration;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.CalibrationStore;

/** What can be measured: the systems at the sizes of the programs they are compared with. */
enum Subject {
    SPIRAL(64),
    SPRITES(100),
    BLEND(128),
    CLASSES(128),
    UNET2D(0),
    MAT(0);

    private final int trainBatch;

    Subject(int trainBatch) {
        this.trainBatch = trainBatch;
    }

    /** The subject of that name. */
    static Subject named(String name) {
        return Stream.of(values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is nothing to measure called '%s'. %s"
                        .formatted(
                                name,
                                Names.advice(
                                        name,
                                        Stream.of(values())
                                                .map(Subject::toString)
                                                .toList()))));
    }

    /** Rows of a training step; empty where none is measured. */
    Optional<Integer> trainBatch() {
        return trainBatch == 0 ? Optional.empty() : Optional.of(trainBatch);
    }

    /** Rows of the sampling steps. */
    List<Integer> sampleBatches() {
        return switch (this) {
            case SPIRAL -> List.of(1024);
            case SPRITES, BLEND -> List.of(32);
            case CLASSES -> List.of(10);
            case UNET2D -> List.of(1, 16);
            case MAT -> List.of(1);
        };
    }

    /** The shipped recipe at the size that is compared, with further values replaced. */
    Recipe recipe(String... more) {
        if (trainBatch == 0) {
            throw new IllegalStateException(this + " has no recipe");
        }
        return Recipe.of(
                toString(), Stream.concat(overrides().stream(), Stream.of(more)).collect(Collectors.toList()));
    }

    /** A value for that recipe, and those that calibration then chooses here: none where the recipe as it is was fastest. */
    List<String> calibrated(String value) {
        List<String> given = new ArrayList<>(overrides());
        given.add(value);
        List<String> all = new ArrayList<>(List.of(value));
        Calibration.ofMachine(System.err::println)
                .choice(toString(), given)
                .map(CalibrationStore.Choice::values)
                .ifPresent(all::addAll);
        return all;
    }

    /** What makes the shipped recipe the one of the program that it is compared with. */
    private List<String> overrides() {
        return switch (this) {
            case SPRITES -> List.of("network.contextSize=9");
            case BLEND -> List.of("data.size=32", "network.size=32", "network.width=128", "network.time=linear");
            case CLASSES -> List.of("network.base=64");
            case SPIRAL, UNET2D, MAT -> List.of();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
