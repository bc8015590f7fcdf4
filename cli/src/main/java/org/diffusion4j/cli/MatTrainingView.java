// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import org.diffusion4j.gallery.MatArtist;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.model.MatWatcher;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.mat.IterationReport;
import org.diffusion4j.train.mat.MatObserver;
import org.jspecify.annotations.Nullable;

/** What a person sees of a training of MAT: progress, a meter line every tenth of the way. */
final class MatTrainingView implements MatWatcher, AutoCloseable {
    private final Terminal terminal;
    private final boolean isDrawing;
    private @Nullable TrainingProgress progress;

    MatTrainingView(Terminal terminal, boolean isDrawing) {
        this.terminal = terminal;
        this.isDrawing = isDrawing;
    }

    @Override
    public MatObserver begin(RunFolder folder, MatRecipe recipe, MatModel model, long from) {
        terminal.err().println("run: %s".formatted(folder.path()));
        MatWatcher drawing = isDrawing ? new MatArtist(picture -> {}) : MatWatcher.NONE;
        MatObserver artist = drawing.begin(folder, recipe, model, from);
        TrainingProgress shown =
                new TrainingProgress(terminal, from, recipe.train().steps());
        progress = shown;
        return new MatObserver() {
            @Override
            public void onStep(IterationReport report) {
                shown.step(report.step(), report.generator().adversarial());
                artist.onStep(report);
            }

            @Override
            public void onEnd(long step) {
                shown.end();
                artist.onEnd(step);
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
