// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffusion4j.data.Conditioning;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.Prompt;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.network.ContextUnetConfig;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.plot.Diagram;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.run.RunFolder;
import org.diffusion4j.tensor.Shapes;

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
    private static final int SIDE = 5;

    /** In CIFAR-10 the cat, of which the report shows eight. */
    private static final int USUAL_CLASS = 3;

    private static final int OF_CLASS = 8;
    private static final int CLASS_COLUMNS = 4;

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

    /** Some training pictures: a row of each class, or 5 x 5 where the network is not told of classes. */
    public Path training(DataSource data) {
        String title = String.format(Locale.ROOT, "Some of %,d training pictures", data.size());
        int classes = data.classes().size();
        if (classes == 0 || isUnconditional()) {
            DataSheet sheet = new DataSheet(SIDE, SIDE, scale(), title);
            return png("training-samples", sheet.drawMixed(data, recipe.seed()), Map.of());
        }
        int columns = Math.max(1, Math.min(8, SHOWN / classes + 1));
        DataSheet sheet = new DataSheet(columns, classes, scale(), title);
        return png("training-samples", sheet.draw(data, recipe.seed()), Map.of());
    }

    /**
     * Training pictures with noise: four of them at eight times of the schedule, or of a blend 5 x 5 at levels drawn at
     * random, as its training sees them.
     */
    public Path noised(DataSource data) {
        NoisePictures noising = new NoisePictures(recipe);
        boolean isBlend = recipe.objective().process() == ReverseProcess.NEXT_IMAGE;
        List<float[]> pictures = new ArrayList<>();
        int[] order = RandomStream.of(recipe.seed(), "shown").permutation(data.size());
        for (int i = 0; i < Math.min(isBlend ? SIDE * SIDE : NOISED, order.length); i++) {
            pictures.add(item(data, order[i]));
        }
        if (!isBlend) {
            return png("noised", noising.grid(pictures, scale()), Map.of());
        }
        List<Integer> levels = noising.levels(pictures.size());
        Map<String, String> facts = Map.of(
                "shape", Shapes.text(recipe.network().inputShape()),
                "t", levels.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        return png("noised", noising.atLevels(pictures, levels, SIDE, scale()), facts);
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

    /** The losses of several runs on one picture. */
    public Path losses(List<RunFolder> runs) {
        return png("losses", LossComparison.draw(runs), Map.of());
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

    /**
     * Predictions after a round of training: the first 25 of {@code sheet}, and the first of them in eight steps.
     *
     * @param step updates done, part of the files' names
     */
    public List<Path> round(
            Model model, SampleRequest request, SampleSheet sheet, long step, Map<String, String> facts) {
        Denoising run = Denoising.of(model, request, sheet);
        List<BufferedImage> tiles = Tiles.of(run.end());
        BufferedImage grid = Grid.of(tiles.subList(0, Math.min(SIDE * SIDE, tiles.size())), SIDE)
                .scaled(scale())
                .titled(String.format(Locale.ROOT, "Predictions after %,d updates", step))
                .draw();
        return List.of(
                png("samples-%09d".formatted(step), grid, facts),
                png("steps-%09d".formatted(step), run.strip(scale()), facts));
    }

    /**
     * One sample of each class, with its name, in two rows: {@code class-grid.png}.
     *
     * @param how method, seed and guidance; its count and condition are replaced
     */
    public Path classGrid(Model model, SampleRequest how, Map<String, String> facts) {
        SampleSheet sheet = new SampleSheet(Prompt.all(model), 1);
        List<String> names = sheet.prompts().stream().map(Prompt::name).toList();
        int columns = Math.min(10, (names.size() + 1) / 2);
        BufferedImage grid = Grid.of(Tiles.of(model.sample(sheet.request(how))), columns)
                .scaled(scale())
                .captioned(names)
                .titled("Conditional Generation: One Sample per Class")
                .draw();
        return png("class-grid", grid, facts);
    }

    /** Eight samples of one class: {@code single-class.png}; otherwise as {@link #classGrid}. */
    public Path singleClass(Model model, Prompt prompt, SampleRequest how, Map<String, String> facts) {
        SampleSheet sheet = new SampleSheet(List.of(prompt), OF_CLASS);
        BufferedImage grid = Grid.of(Tiles.of(model.sample(sheet.request(how))), CLASS_COLUMNS)
                .scaled(scale())
                .titled("Generated %s Images".formatted(capitalised(prompt.name())))
                .draw();
        Map<String, String> own = new LinkedHashMap<>(facts);
        own.put("class", prompt.name());
        return png("single-class", grid, own);
    }

    /** The class that is shown where nobody names one: the fourth, or the last where there are fewer. */
    public static Prompt usualClass(Model model) {
        List<Prompt> all = Prompt.all(model);
        return all.get(Math.min(USUAL_CLASS, all.size() - 1));
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** Whether the network is told nothing of a picture. */
    private boolean isUnconditional() {
        return recipe.network().conditioning() instanceof Conditioning.None;
    }

    /** Draws {@code request} and shows how: the sheet {@code samples.png}, the animation, and a strip of steps. */
    public List<Path> denoising(Model model, SampleRequest request, SampleSheet sheet, Map<String, String> facts) {
        return shown(Denoising.of(model, request, sheet), request, facts);
    }

    /** As {@link #denoising}, with these steps and no others; they are counted down to 1, of a blend up from 1. */
    public List<Path> denoising(
            Model model, SampleRequest request, SampleSheet sheet, List<Integer> steps, Map<String, String> facts) {
        return shown(Denoising.keeping(steps, model, request, sheet), request, facts);
    }

    private List<Path> shown(Denoising run, SampleRequest request, Map<String, String> facts) {
        Path gif = out.resolve(ANIMATION);
        run.animate(gif, Math.max(1, scale() / 2));
        String title = "%d samples, seed %d".formatted(request.count(), request.seed());
        return List.of(
                samples("samples", run.end(), run.sheet(), title, facts), gif, png("steps", run.strip(scale()), facts));
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
