// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.diffusion4j.model.MatRun;
import org.diffusion4j.model.MatWatcher;
import org.diffusion4j.model.RunSettings;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.Event;
import org.diffusion4j.run.Events;
import org.diffusion4j.run.FileLayer;

/** How many heads should attention have? The small MAT trained alike with 1, 2, 4 and 8, measured on held-out pictures. */
public final class HeadSweep {
    private HeadSweep() {}

    /**
     * What a number of heads gave.
     *
     * @param distance mean absolute difference in the hole on held-out pictures, as a share of the range of colours
     * @param milliseconds of an iteration, in the mean
     */
    record Row(int heads, double distance, double milliseconds) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "| %5d | %17.4f | %15.0f |", heads, distance, milliseconds);
        }
    }

    /** Prints the table; {@code words} are the iterations of each (300) and the folder of the runs. */
    public static void main(String[] words) {
        long steps = words.length > 0 ? Long.parseLong(words[0]) : 300;
        Path runs = Path.of(words.length > 1 ? words[1] : "runs");
        System.out.println(
                "| heads | held-out distance | ms an iteration |\n| ----- | ----------------- | --------------- |");
        int dim = MatRecipe.of("mat-32", List.of()).generator().firstStage().dim();
        for (int heads : List.of(1, 2, 4, 8)) {
            if (dim % heads == 0) {
                System.out.println(train(heads, steps, runs, List.of()));
            }
        }
    }

    /** Says after a few iterations how long the training will take. */
    private static MatWatcher timing(int heads, long steps) {
        return (folder, recipe, model, from) -> report -> {
            if (report.step() == 10) { // by then all is warm
                System.err.printf("heads %d: about %.1f minutes%n", heads, steps * report.nanos() / 6e10);
            }
        };
    }

    static Row train(int heads, long steps, Path runs, List<String> more) {
        List<String> values = new ArrayList<>(List.of(
                "system=mat-heads-" + heads,
                "generator.firstStage.heads=" + heads,
                "train.steps=" + steps,
                "train.saveEvery=" + steps,
                "train.averageHalfLife=200",
                "train.batch=8"));
        values.addAll(more);
        MatRecipe recipe = MatRecipe.of("mat-32", values);
        MatRun.Result run = MatRun.start(recipe, RunSettings.in(runs), timing(heads, steps));
        List<Event> events = Events.read(run.folder().events(), FileLayer.disk());
        double distance = numbers(events, "saved", "loss").findFirst().orElseThrow();
        double each = numbers(events, "step", "milliseconds").average().orElseThrow();
        return new Row(heads, distance, each);
    }

    private static DoubleStream numbers(List<Event> events, String kind, String key) {
        return events.stream()
                .filter(event -> event.event().equals(kind))
                .mapToDouble(event -> event.number(key).orElseThrow());
    }
}
