// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.RunWatcher;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.report.ReportWatcher;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.Observer;
import org.diffusion4j.train.StepReport;
import org.jspecify.annotations.Nullable;

/** What a person sees of a training run: progress, a meter line every tenth of the way, the pictures' paths. */
final class TrainingView implements RunWatcher, AutoCloseable {
    private static final int PARTS = 10;

    private final Terminal terminal;
    private final boolean isDrawing;
    private final List<Path> pictures = new ArrayList<>();
    private @Nullable Progress progress;

    TrainingView(Terminal terminal, boolean isDrawing) {
        this.terminal = terminal;
        this.isDrawing = isDrawing;
    }

    /** All pictures drawn so far. */
    List<Path> pictures() {
        return List.copyOf(pictures);
    }

    @Override
    public Observer begin(RunFolder folder, Recipe recipe, Model model, long from) {
        terminal.err().println("run: %s".formatted(folder.path()));
        RunWatcher drawing = isDrawing ? new ReportWatcher(pictures::add) : RunWatcher.NONE;
        Observer artist = drawing.begin(folder, recipe, model, from);
        long total = recipe.train().steps();
        Progress bar = terminal.progressOf("training", Math.min(from, total), total);
        progress = bar;
        Meter meter = new Meter(total);
        long start = System.nanoTime();
        return new Observer() {
            @Override
            public void onStep(StepReport report) {
                meter.add(report.loss());
                bar.update(report.step(), report.loss());
                if (report.step() % Math.max(1, total / PARTS) == 0) {
                    bar.note(meter.line(report.step(), report.loss()));
                    meter.reset();
                }
                artist.onStep(report);
            }

            @Override
            public void onEnd(long step, boolean isDone) {
                bar.close();
                terminal.err().println("Training time :  " + clock(Duration.ofNanos(System.nanoTime() - start)));
                artist.onEnd(step, isDone);
            }
        };
    }

    /** {@code H:MM:SS.ffffff}. */
    static String clock(Duration time) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%06d",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                time.toNanosPart() / 1000);
    }

    /** The line {@code Iteration [ 39999/400000] Loss 0.2089 (0.2134)}: last loss, and the mean since the line before. */
    private static final class Meter {
        private final long total;
        private double sum;
        private long count;

        Meter(long total) {
            this.total = total;
        }

        void add(double loss) {
            sum += loss;
            count++;
        }

        void reset() {
            sum = 0;
            count = 0;
        }

        String line(long step, double loss) {
            int width = Long.toString(total).length();
            return String.format(
                    Locale.ROOT,
                    "Iteration [%" + width + "d/%d]\tLoss %.4f (%.4f)",
                    step - 1,
                    total,
                    loss,
                    sum / count);
        }
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
