// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.report.ReportWatcher;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.run.StopSignal;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;
import org.jspecify.annotations.Nullable;

/** What a person sees of a training run: progress, a meter line every tenth of the way, the pictures' paths. */
final class TrainingView implements RunWatcher, AutoCloseable {
    private final Terminal terminal;
    private final boolean isDrawing;
    private final StopSignal stop;
    private final List<Path> pictures = new ArrayList<>();
    private @Nullable TrainingProgress progress;

    TrainingView(Terminal terminal, boolean isDrawing, StopSignal stop) {
        this.terminal = terminal;
        this.isDrawing = isDrawing;
        this.stop = stop;
    }

    /** All pictures drawn so far. */
    List<Path> pictures() {
        return List.copyOf(pictures);
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        terminal.err().println("run: %s".formatted(folder.path()));
        RunWatcher drawing = isDrawing ? new ReportWatcher(pictures::add, stop) : RunWatcher.NONE;
        Observer artist = drawing.begin(folder, recipe, model, from);
        TrainingProgress shown =
                new TrainingProgress(terminal, from, recipe.train().steps());
        progress = shown;
        return new Observer() {
            @Override
            public void onStep(StepReport report) {
                shown.step(report.step(), report.loss());
                artist.onStep(report);
            }

            @Override
            public void onEnd(long step, boolean isDone) {
                shown.end();
                artist.onEnd(step, isDone);
            }
        };
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
