// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.TrainingRun;
import org.diffusion4j.recipe.Recipe;

/** A model that learnt for one small step only: what its network computes costs the same. */
final class FreshModel {
    private FreshModel() {}

    /** Of a subject at the size that is compared, with further values of its recipe replaced. */
    static Model make(Subject subject, String... overrides) {
        Path folder = folder("d4j-benchmark");
        try {
            return Model.open(saved(folder, subject, overrides).toString(), "cpu");
        } finally {
            delete(folder);
        }
    }

    /** Trains it for that step; the folder of the run, below {@code folder}. */
    static Path saved(Path folder, Subject subject, String... overrides) {
        List<String> values =
                new ArrayList<>(List.of("train.steps=1", "train.rateSchedule=constant", "train.warmup=0"));
        if (subject != Subject.SPIRAL) {
            values.addAll(List.of("train.batch=2", "train.microBatch=2", "train.workers=1"));
        }
        values.addAll(List.of(overrides));
        Recipe recipe = subject.recipe(values.toArray(String[]::new));
        return TrainingRun.start(recipe, RunSettings.in(folder), RunWatcher.NONE)
                .folder()
                .path();
    }

    /** A new folder among the temporary ones. */
    static Path folder(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made", e);
        }
    }

    /** Removes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder %s cannot be deleted".formatted(folder), e);
        }
    }
}
