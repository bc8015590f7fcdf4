// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.model.MatWatcher;
import org.diffusion4j.plot.Png;
import org.diffusion4j.recipe.mat.MatRecipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.train.mat.IterationReport;
import org.diffusion4j.train.mat.MatObserver;

/** Draws the pictures of a training of MAT: fills of held-out pictures after every tenth, and the curves. */
public final class MatArtist implements MatWatcher {
    private static final int PARTS = 10;
    private static final int SHOWN = 12;

    private final Consumer<Path> drawn;

    /** @param drawn hears of each picture as it is written */
    public MatArtist(Consumer<Path> drawn) {
        this.drawn = drawn;
    }

    @Override
    public MatObserver begin(RunFolder folder, MatRecipe recipe, MatModel model, long from) {
        DataSource items = recipe.data()
                .heldOut(recipe.seed())
                .orElseGet(() -> recipe.data().create(recipe.seed()));
        Drawing drawing = new Drawing(folder, recipe, model, new MatSheet(items, recipe.seed(), SHOWN));
        if (from == 0) {
            drawing.fills(0);
        }
        return drawing;
    }

    private final class Drawing implements MatObserver {
        private final RunFolder folder;
        private final MatRecipe recipe;
        private final MatModel model;
        private final MatSheet sheet;

        Drawing(RunFolder folder, MatRecipe recipe, MatModel model, MatSheet sheet) {
            this.folder = folder;
            this.recipe = recipe;
            this.model = model;
            this.sheet = sheet;
        }

        @Override
        public void onStep(IterationReport report) {
            long steps = recipe.train().steps();
            if (report.step() % Math.max(1, steps / PARTS) == 0 || report.step() == steps) {
                fills(report.step());
                curves();
            }
        }

        @Override
        public void onEnd(long step) {
            curves();
        }

        void fills(long step) {
            png(
                    "fills-%09d".formatted(step),
                    sheet.draw(model, String.format(Locale.ROOT, "Held-out pictures after %,d steps", step)),
                    Map.of("step", Long.toString(step), "seed", Long.toString(recipe.seed())));
        }

        private void curves() {
            MatLosses losses = MatLosses.of(folder);
            if (losses.exist()) {
                png("losses", losses.opponents(), Map.of());
                png("penalty", losses.penalty(), Map.of());
                png("distance", losses.distance(), Map.of());
            }
        }

        private void png(String name, BufferedImage picture, Map<String, String> facts) {
            Map<String, String> text = new LinkedHashMap<>(facts);
            text.put("Software", "diffusion4j");
            text.put("recipe", recipe.yaml());
            text.put("command", Artist.TRAINING);
            Path file = folder.pictures().resolve(name + ".png");
            Png.write(file, picture, text);
            drawn.accept(file);
        }
    }
}
