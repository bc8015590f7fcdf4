// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diffusion4j.config.RecipeReader;
import org.diffusion4j.config.RecipeSource;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.FileLayer;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;

/** Training runs that take moments: 20 points, a network of some hundred weights. */
final class TinyRuns {
    /** Epochs end in the middle of a batch, so that the order of the data counts. */
    private static final String YAML = """
            system: tiny
            seed: 5
            data: {kind: spiral, points: 64, chosen: 20}
            network: {kind: point-mlp, hidden: 8, embed: 4}
            schedule: {steps: 50}
            train: {steps: 40, batch: 8, saveEvery: 10}
            sample: {count: 16}
            """;

    /** A plain run; one with everything that has a state or could disturb the order of sums. */
    static final List<String> WITH_EVERYTHING = List.of(
            "train.emaDecay=0.9",
            "train.maxGradNorm=0.5",
            "train.workers=2",
            "train.microBatch=3",
            "train.rateSchedule=one-cycle");

    private TinyRuns() {}

    static Recipe recipe(List<String> overrides) {
        return RecipeReader.read(Recipe.class, RecipeSource.ofText("tiny", YAML), overrides);
    }

    static RunSettings settings(Path runs, StopSignal stop, Consumer<String> warnings) {
        return new RunSettings(runs, "cpu", List.of(), Clock.systemUTC(), FileLayer.disk(), stop, warnings);
    }

    static RunSettings settings(Path runs) {
        return settings(runs, new StopSignal(), warning -> assertThat(warning).isEmpty());
    }

    /** Sees every step before it is saved. */
    static RunWatcher watching(Consumer<StepReport> each) {
        return (folder, recipe, model, from) -> new Observer() {
            @Override
            public void onStep(StepReport report) {
                each.accept(report);
            }
        };
    }

    /** Trains in a new folder and stops after that step. */
    static Path stoppedAt(long step, Path runs, Recipe recipe) {
        StopSignal stop = new StopSignal();
        TrainingRun.Result result = TrainingRun.start(recipe, settings(runs).stoppedBy(stop), watching(report -> {
            if (report.step() == step) {
                stop.request();
            }
        }));
        assertThat(result.step()).isEqualTo(step);
        return result.folder().path();
    }

    static Path trained(Path runs, Recipe recipe) {
        TrainingRun.Result result = TrainingRun.start(recipe, settings(runs), RunWatcher.NONE);
        assertThat(result.finished()).isTrue();
        return result.folder().path();
    }

    static Path state(Path run, long step) {
        return run.resolve("states").resolve("step-%09d".formatted(step));
    }

    /** Weights, average and moments of a saved state, byte for byte. */
    static Map<String, List<Byte>> arrays(Path run, long step) throws IOException {
        Map<String, List<Byte>> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(state(run, step))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Byte[] boxed = new Byte[bytes.length];
                for (int i = 0; i < bytes.length; i++) {
                    boxed[i] = bytes[i];
                }
                all.put(file.getFileName().toString(), List.of(boxed));
            }
        }
        assertThat(all).containsOnlyKeys("model.safetensors", "optimizer.safetensors");
        return all;
    }
}
