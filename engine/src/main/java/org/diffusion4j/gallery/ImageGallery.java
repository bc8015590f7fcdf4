// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.plot.Diagram;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;

/**
 * Every picture of an image system as a file in one folder. PNGs carry the recipe, what else made them, and the command
 * that makes the same file again.
 */
public final class ImageGallery {
    /** The animation's name. */
    public static final String ANIMATION = "denoising.gif";

    private static final int TILE = 96;
    private static final int SHOWN = 32;
    private static final int NOISED = 4;

    private final Path out;
    private final Recipe recipe;
    private final String command;

    /**
     * Pictures of {@code recipe}'s system, into {@code out}.
     *
     * @param command repeats them, written into each; {@code recipe.yaml} in it stands for the recipe in the picture
     * @throws ConfigException if the recipe is not one of pictures
     */
    public ImageGallery(Path out, Recipe recipe, String command) {
        if (!shows(recipe)) {
            throw new ConfigException(
                    "the system '%s' has no pictures of 1 or 3 channels to draw. Use a recipe of an image system."
                            .formatted(recipe.system()));
        }
        this.out = out;
        this.recipe = recipe;
        this.command = command;
    }

    /** Whether this gallery can show a recipe. */
    public static boolean shows(Recipe recipe) {
        long[] item = recipe.network().inputShape();
        return item.length == 3 && (item[0] == 1 || item[0] == 3);
    }

    /** Some training pictures: a row of each class, or 32 without. */
    public Path training(DataSource data) {
        int classes = data.classes().size();
        int columns = classes == 0 ? 8 : Math.max(1, Math.min(8, SHOWN / classes + 1));
        int rows = classes == 0 ? SHOWN / columns : classes;
        String title = String.format(Locale.ROOT, "Some of %,d training pictures", data.size());
        return png(
                "training-samples", new DataSheet(columns, rows, scale(), title).draw(data, recipe.seed()), Map.of());
    }

    /** Four training pictures with eight amounts of noise. */
    public Path noised(DataSource data) {
        List<float[]> pictures = new ArrayList<>();
        int[] order = RandomStream.of(recipe.seed(), "shown").permutation(data.size());
        for (int i = 0; i < Math.min(NOISED, order.length); i++) {
            pictures.add(item(data, order[i]));
        }
        return png("noised", new NoisePictures(recipe).grid(pictures, scale()), Map.of());
    }

    /** The curves of the noise schedule, and one training picture noised at eight times below them. */
    public Path schedule(DataSource data) {
        int shown = RandomStream.of(recipe.seed(), "shown").permutation(data.size())[0];
        return png("schedule", new NoisePictures(recipe).schedule(item(data, shown)), Map.of());
    }

    /** The loss of a run so far, with the mean of each pass over {@code data}. */
    public Path loss(RunFolder run, DataSource data, boolean logScale) {
        int batch = recipe.train().batch();
        int stepsPerEpoch = (data.size() + batch - 1) / batch;
        RunLosses losses = RunLosses.required(run);
        BufferedImage picture =
                LossPicture.byEpoch("Training loss", losses.steps(), losses.losses(), stepsPerEpoch, logScale);
        return png(logScale ? "loss-log" : "loss", picture, Map.of());
    }

    /**
     * Samples on a sheet.
     *
     * @param name of the file, without ending
     */
    public Path samples(String name, Samples samples, SampleSheet sheet, String title, Map<String, String> facts) {
        return png(name, sheet.draw(Tiles.of(samples), scale(), title), facts);
    }

    /** Every sample as a picture of its own, at its own size: {@code sample-0000.png} and so on. */
    public List<Path> singles(Samples samples, SampleSheet sheet, Map<String, String> facts) {
        List<BufferedImage> tiles = Tiles.of(samples);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < tiles.size(); i++) {
            Map<String, String> own = new LinkedHashMap<>(facts);
            own.put("index", Integer.toString(i));
            String told = sheet.prompt(i).name();
            if (!told.isEmpty()) {
                own.put("class", told);
            }
            files.add(png("sample-%04d".formatted(i), tiles.get(i), own));
        }
        return files;
    }

    /** Draws {@code request} and shows how: the sheet {@code samples.png}, the animation, and a strip of steps. */
    public List<Path> denoising(Model model, SampleRequest request, SampleSheet sheet, Map<String, String> facts) {
        Denoising run = Denoising.of(model, request, sheet);
        Path gif = out.resolve(ANIMATION);
        run.animate(gif, Math.max(1, scale() / 2));
        String title = "%d samples, seed %d".formatted(request.count(), request.seed());
        return List.of(
                samples("samples", run.end(), sheet, title, facts), gif, png("steps", run.strip(scale()), facts));
    }

    /**
     * The same seeds with the raw weights on the left and the averaged ones on the right.
     *
     * @param request how samples are drawn from both
     */
    public Path averaged(Model raw, Model averaged, SampleRequest request, SampleSheet sheet) {
        BufferedImage left = sheet.draw(Tiles.of(raw.sample(request)), scale(), "Raw weights");
        BufferedImage right = sheet.draw(Tiles.of(averaged.sample(request)), scale(), "Averaged weights");
        return png("raw-and-averaged", Sheets.beside(left, right), Map.of("seed", Long.toString(request.seed())));
    }

    /**
     * How the network is built, as {@code network.svg} and {@code network.png}.
     *
     * @throws ConfigException for a network that nobody has drawn yet
     */
    public List<Path> network() {
        if (!(recipe.network() instanceof ContextUnetConfig config)) {
            throw new ConfigException(
                    "the network of the system '%s' has no figure; the one of the sprites (kind context-unet) has. Give --recipe sprites."
                            .formatted(recipe.system()));
        }
        Diagram figure = ContextUnetFigure.of(config);
        Path svg = out.resolve("network.svg");
        figure.writeSvg(svg);
        return List.of(svg, png("network", figure.draw(), Map.of()));
    }

    private float[] item(DataSource data, int item) {
        float[] values = new float[data.itemElements()];
        data.read(item, values, 0);
        return values;
    }

    /** Small pictures are enlarged to about 96 pixels. */
    private int scale() {
        return Math.max(1, (int) Math.round((double) TILE / recipe.network().inputShape()[2]));
    }

    private Path png(String name, BufferedImage picture, Map<String, String> facts) {
        Map<String, String> text = new LinkedHashMap<>(facts);
        text.put("Software", "diffusion4j");
        text.put("recipe", recipe.yaml());
        text.put("command", command);
        Path file = out.resolve(name + ".png");
        Png.write(file, picture, text);
        return file;
    }
}
