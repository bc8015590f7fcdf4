// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.diffusion4j.objective.Forward;
import org.diffusion4j.objective.ReverseProcess;
import org.diffusion4j.plot.Curve;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.plot.Series;
import org.diffusion4j.plot.StepStrip;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.recipe.Recipe;
import org.diffusion4j.schedule.LinearBlend;
import org.diffusion4j.schedule.NoiseSchedule;

/** What training sees: pictures with more and more noise, and the curves that say how much. */
final class NoisePictures {
    private static final int MOMENTS = 8;
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 620;

    private final Recipe recipe;
    private final Forward forward;
    private final int first;
    private final int last;

    NoisePictures(Recipe recipe) {
        this.recipe = recipe;
        forward = recipe.objective().noising(recipe.schedule());
        NoiseSchedule schedule = recipe.schedule().create();
        first = isBlend() ? 0 : schedule.firstStep();
        last = isBlend() ? recipe.schedule().steps() : schedule.lastStep();
    }

    private boolean isBlend() {
        return recipe.objective().process() == ReverseProcess.NEXT_IMAGE;
    }

    /** Eight times from one end of the schedule to the other. */
    private List<Integer> times() {
        return StepStrip.evenly(last - first + 1, MOMENTS).stream()
                .map(i -> first + i)
                .toList();
    }

    /** One row a picture, with eight amounts of noise. */
    BufferedImage grid(List<float[]> pictures, int scale) {
        List<BufferedImage> tiles = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            tiles.addAll(noised(pictures.get(i), i));
        }
        List<Integer> times = times();
        List<String> captions = IntStream.range(0, tiles.size())
                .mapToObj(i -> "t = %d".formatted(times.get(i % times.size())))
                .toList();
        return Grid.of(tiles, times.size())
                .scaled(scale)
                .captioned(captions)
                .titled("Training pictures at eight noise levels")
                .draw();
    }

    /** A level for each of so many pictures, drawn as training draws them: 0, where there is only noise, to the last. */
    List<Integer> levels(int count) {
        RandomStream draws = RandomStream.of(recipe.seed(), "shown-levels");
        return IntStream.range(0, count)
                .map(i -> draws.nextInt(recipe.schedule().steps()))
                .boxed()
                .toList();
    }

    /**
     * Each picture once, at the level that training asks for after its own: at the last one it is clean.
     *
     * @param levels of the pictures that the network is given; the ones drawn are one level cleaner
     */
    BufferedImage atLevels(List<float[]> pictures, List<Integer> levels, int columns, int scale) {
        List<BufferedImage> tiles = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            tiles.add(noised(pictures.get(i), i, levels.get(i) + 1));
        }
        return Grid.of(tiles, columns)
                .scaled(scale)
                .captioned(levels.stream().map("t = %d"::formatted).toList())
                .titled("What the network is to answer at level t")
                .draw();
    }

    /** The curves, and below them what they do to one picture. */
    BufferedImage schedule(float[] picture) {
        List<BufferedImage> tiles = noised(picture, 0);
        int scale = Math.max(1, (WIDTH / MOMENTS - 16) / tiles.get(0).getWidth());
        List<String> titles = times().stream().map("t = %d"::formatted).toList();
        return Sheets.below(curves(), StepStrip.draw(tiles, titles, scale));
    }

    private List<BufferedImage> noised(float[] picture, int number) {
        return times().stream().map(time -> noised(picture, number, time)).toList();
    }

    private BufferedImage noised(float[] picture, int number, int time) {
        float[] noise = new float[picture.length];
        RandomStream.of(recipe.seed(), "shown-noise", number).fillNormal(noise, 0, noise.length);
        long[] item = recipe.network().inputShape();
        return Tiles.of(forward.noised(picture, noise, time), 1, item[0], item[1], item[2])
                .get(0);
    }

    private BufferedImage curves() {
        if (isBlend()) {
            double[] share = new LinearBlend(recipe.schedule().steps()).timeBar();
            return Curve.titled("Share of noise in %d levels"
                            .formatted(recipe.schedule().steps()))
                    .labelled("level t", "time_bar")
                    .with(Series.of("time_bar", share).bold())
                    .draw(WIDTH, HEIGHT);
        }
        NoiseSchedule schedule = recipe.schedule().create();
        double[] times = IntStream.rangeClosed(first, last).asDoubleStream().toArray();
        double[] beta =
                IntStream.rangeClosed(first, last).mapToDouble(schedule::beta).toArray();
        double[] alpha =
                IntStream.rangeClosed(first, last).mapToDouble(schedule::alpha).toArray();
        double[] alphaBar = IntStream.rangeClosed(first, last)
                .mapToDouble(schedule::alphaBar)
                .toArray();
        String title = String.format(Locale.ROOT, "Schedule %s, %,d steps", schedule.name(), schedule.steps());
        BufferedImage left = Curve.titled(title)
                .labelled("t", "variance added")
                .with(Series.of("\u03b2", times, beta).bold())
                .draw(WIDTH / 2, HEIGHT);
        BufferedImage right = Curve.titled("What is kept of the picture")
                .labelled("t", "kept")
                .with(Series.of("\u03b1", times, alpha).bold())
                .with(Series.of("\u1fb1", times, alphaBar).bold())
                .draw(WIDTH / 2, HEIGHT);
        return Sheets.beside(left, right);
    }
}
