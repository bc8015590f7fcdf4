// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.report;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.diffusion4j.gallery.Artist;
import org.diffusion4j.gallery.ImageGallery;
import org.diffusion4j.gallery.ImageWatcher;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.WeightChoice;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;

/**
 * Draws the pictures of a run while it is trained, and writes its report into its folder when all is done: the whole of what a
 * system shows, in order.
 */
public final class ReportWatcher implements RunWatcher {
    private final Consumer<Path> drawn;
    private final StopSignal stop;

    /**
     * Draws for one run.
     *
     * @param drawn hears of each file as it is written
     * @param stop ends the pictures before training
     */
    public ReportWatcher(Consumer<Path> drawn, StopSignal stop) {
        this.drawn = drawn;
        this.stop = stop;
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        Observer artist = Artist.of(recipe, drawn, stop).begin(folder, recipe, model, from);
        return new Observer() {
            @Override
            public void onStep(StepReport report) {
                artist.onStep(report);
            }

            @Override
            public void onEnd(long step, boolean isDone) {
                artist.onEnd(step, isDone);
                if (isDone && ImageGallery.shows(recipe)) {
                    report(folder, model);
                }
            }
        };
    }

    private void report(RunFolder folder, Model model) {
        if (model.recipe().train().averageDecay().isEmpty()) {
            write(folder, model, Optional.empty());
            return;
        }
        // the last state is saved before the end is told, so that the raw weights can be read from it
        try (Model raw = Model.open(folder.path().toString(), "auto", WeightChoice.RAW)) {
            write(folder, model, Optional.of(raw));
        }
    }

    private void write(RunFolder folder, Model model, Optional<Model> raw) {
        Recipe recipe = model.recipe();
        SampleRequest how = SampleRequest.of(ImageWatcher.quick(recipe), 1, recipe.seed());
        Reporting reporting = new Reporting(how, Reporting.usualEach(recipe));
        String name = String.valueOf(folder.path().getFileName());
        new ReportPage(folder.path(), name, model, raw, Optional.of(folder), reporting, "d4j train recipe.yaml")
                .write(true, done -> {})
                .forEach(drawn);
    }
}
