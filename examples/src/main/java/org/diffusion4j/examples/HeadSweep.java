// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.examples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        for (int heads : List.of(1, 2, 4, 8)) {
            System.out.println(train(heads, steps, runs, List.of()));
        }
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
        MatRun.Result run = MatRun.start(MatRecipe.of("mat-32", values), RunSettings.in(runs), MatWatcher.NONE);
        List<Event> events = Events.read(run.folder().events(), FileLayer.disk());
        double distance = events.stream()
                .filter(event -> event.event().equals("saved"))
                .mapToDouble(event -> event.number("loss").orElseThrow())
                .findFirst()
                .orElseThrow();
        double milliseconds = events.stream()
                .filter(event -> event.event().equals("step"))
                .mapToDouble(event -> event.number("milliseconds").orElseThrow())
                .average()
                .orElseThrow();
        return new Row(heads, distance, milliseconds);
    }
}
