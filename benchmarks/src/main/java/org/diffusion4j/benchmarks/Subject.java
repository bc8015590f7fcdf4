// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffusion4j.config.Names;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.recipe.Recipe;

/** What can be measured: the systems at the sizes of the programs they are compared with. */
enum Subject {
    SPIRAL(64, List.of(1024), List.of()),
    SPRITES(100, List.of(32), List.of("network.contextSize=9")),
    BLEND(128, List.of(32), List.of("network.width=128", "network.time=linear")),
    CLASSES(128, List.of(10), List.of("network.base=64")),
    UNET2D(0, List.of(1, 16), List.of()),
    MAT(0, List.of(1), List.of());

    private final int trainBatch;
    private final List<Integer> sampleBatches;
    private final List<String> overrides;

    Subject(int trainBatch, List<Integer> sampleBatches, List<String> overrides) {
        this.trainBatch = trainBatch;
        this.sampleBatches = sampleBatches;
        this.overrides = overrides;
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
        return sampleBatches;
    }

    /** The shipped recipe at the size that is compared, with further values replaced. */
    Recipe recipe(String... more) {
        if (trainBatch == 0) {
            throw new IllegalStateException(this + " has no recipe");
        }
        return Recipe.of(
                toString(), Stream.concat(overrides.stream(), Stream.of(more)).collect(Collectors.toList()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
