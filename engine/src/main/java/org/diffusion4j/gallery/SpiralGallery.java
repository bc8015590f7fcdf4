// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.diffusion4j.data.Spiral;
import org.diffusion4j.data.SpiralConfig;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.model.Model;
import org.diffusion4j.model.SampleRequest;
import org.diffusion4j.model.Samples;
import org.diffusion4j.plot.Png;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.recipe.SampleConfig;
import org.diffusion4j.run.RunFolder;

/** Every picture of the spiral as a file in one folder. PNGs carry what made them. */
public final class SpiralGallery {
    /** The animation's name. */
    public static final String TRAJECTORY = "ddpm_toy.gif";

    private static final int TRAJECTORY_POINTS = 2048;
    private static final int EVERY = 10;

    private final Path out;
    private final Recipe recipe;
    private final String command;

    /**
     * Pictures of {@code recipe}'s system, into {@code out}.
     *
     * @param command repeats them, written into each; {@code recipe.yaml} in it stands for the recipe in the picture
     * @throws ConfigException if the recipe is not one of points on a spiral
     */
    public SpiralGallery(Path out, Recipe recipe, String command) {
        config(recipe);
        this.out = out;
        this.recipe = recipe;
        this.command = command;
    }

    /** Whether this gallery can show a recipe. */
    public static boolean shows(Recipe recipe) {
        return recipe.data() instanceof SpiralConfig
                && recipe.network().inputShape().length == 1
                && recipe.network().inputShape()[0] == 3;
    }

    private static SpiralConfig config(Recipe recipe) {
        if (recipe.data() instanceof SpiralConfig config && shows(recipe)) {
            return config;
        }
        throw new ConfigException(
                "the system '%s' has no points in three dimensions to draw. Use a recipe with data of kind spiral and a network of dim 3."
                        .formatted(recipe.system()));
    }

    /** The clean curve, the noisy data, the points that are trained on. */
    public List<Path> points() {
        return eachOfPoints().stream().map(Supplier::get).toList();
    }

    /** The same, each drawn when it is asked for. */
    List<Supplier<Path>> eachOfPoints() {
        SpiralConfig config = config(recipe);
        return List.of(
                () -> png("clean", SpiralPictures.cloud(Spiral.curve(config.points()), "The clean curve"), Map.of()),
                () -> png(
                        "noisy",
                        SpiralPictures.cloud(
                                Spiral.noisy(config.points(), config.noise(), recipe.seed()),
                                String.format(Locale.ROOT, "%,d noisy points", config.points())),
                        Map.of()),
                () -> png(
                        "training-points",
                        SpiralPictures.cloud(
                                config.create(recipe.seed()).points(),
                                String.format(Locale.ROOT, "The %,d training points", config.chosen())),
                        Map.of()));
    }

    /** Signal and noise against the step. */
    public Path schedule() {
        return png("schedule", SpiralPictures.schedule(recipe.schedule().create()), Map.of());
    }

    /** A cloud of samples. */
    public Path samples(String name, Samples samples, String title, Map<String, String> facts) {
        return png(name, SpiralPictures.cloud(samples.values(), title), facts);
    }

    /** The loss of a run so far. */
    public Path loss(RunFolder run) {
        RunLosses losses = RunLosses.required(run);
        return png("loss", LossPicture.draw("Training loss", losses.steps(), losses.losses(), false), Map.of());
    }

    /** 2,048 points from noise to spiral: every tenth state of all steps, the last one held. */
    public Path trajectory(Model model, long seed) {
        int steps = model.schedule().steps();
        List<float[]> frames = new ArrayList<>();
        List<Integer> done = new ArrayList<>();
        SampleConfig config = SampleConfig.defaults();
        model.sample(SampleRequest.of(config, TRAJECTORY_POINTS, seed).watchedBy((evaluations, x) -> {
            if (evaluations % EVERY == 0 || evaluations == steps) {
                frames.add(x.get().values());
                done.add(evaluations);
            }
        }));
        Path gif = out.resolve(TRAJECTORY);
        SpiralTrajectory.write(
                gif, frames, done.stream().mapToInt(Integer::intValue).toArray(), steps, frame -> {});
        return gif;
    }

    /** Noise, half way and spiral side by side: the picture of the README. */
    public Path strip(Model model, long seed) {
        int steps = model.schedule().steps();
        List<Integer> shown = List.of(steps / 5, steps * 21 / 25, steps * 23 / 25, steps);
        List<float[]> frames = new ArrayList<>();
        model.sample(SampleRequest.of(SampleConfig.defaults(), TRAJECTORY_POINTS, seed)
                .watchedBy((evaluations, x) -> {
                    if (shown.contains(evaluations)) {
                        frames.add(x.get().values());
                    }
                }));
        List<String> captions =
                shown.stream().map(n -> "step %d of %d".formatted(n, steps)).toList();
        return png("strip", SpiralTrajectory.strip(frames, captions), Map.of("seed", Long.toString(seed)));
    }

    /** {@code repeats} reverse runs from one noised point of the curve: how sure the model is there. */
    public Path spread(Model model, int fromTime, int repeats, long seed) {
        float[] curve = Spiral.curve(TRAJECTORY_POINTS);
        int chosen = RandomStream.of(seed, "spread").nextInt(TRAJECTORY_POINTS);
        float[] noise = new float[3];
        RandomStream.of(seed, "spread-noise").fillNormal(noise, 0, 3);
        double a = model.schedule().sqrtAlphaBar(fromTime);
        double s = model.schedule().sqrtOneMinusAlphaBar(fromTime);
        float[] start = new float[3];
        for (int i = 0; i < 3; i++) {
            start[i] = (float) (a * curve[3 * chosen + i] + s * noise[i]);
        }
        float[] same = new float[3 * repeats];
        for (int i = 0; i < repeats; i++) {
            System.arraycopy(start, 0, same, 3 * i, 3);
        }
        Samples ends = model.denoise(same, fromTime, seed);
        return png(
                "spread",
                SpiralPictures.spread(start, fromTime, ends.values()),
                Map.of("fromTime", Integer.toString(fromTime), "repeats", Integer.toString(repeats)));
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
