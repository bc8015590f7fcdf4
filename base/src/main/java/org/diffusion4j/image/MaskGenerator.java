// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.image;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;

/**
 * Random holes for square pictures. A stream decides everything: the same stream gives the same mask.
 *
 * @param side of the picture in pixels, 4 or more
 */
public record MaskGenerator(int side, MaskConfig config) {
    private static final int LEAST_SIDE = 4;
    private static final int MOST_TRIES = 2000;
    private static final int FEWEST_VERTICES = 4;
    private static final int MOST_VERTICES = 17;
    private static final double THINNEST = 12;
    private static final double THICKEST = 48;

    /** Checks the side. */
    public MaskGenerator {
        if (side < LEAST_SIDE || side > Picture.LARGEST_SIDE) {
            throw new ConfigException(
                    "a random mask must have %d to %d pixels a side but %d were asked for. 256 is usual."
                            .formatted(LEAST_SIDE, Picture.LARGEST_SIDE, side));
        }
        if (config.bounds(side).isNone()) {
            throw new ConfigException(
                    "holes of more than %s and less than %s leave nothing to draw where kind is %s, because narrow ranges are drawn with fewer shapes. Use kind large, or a range that reaches further up."
                            .formatted(
                                    config.least(),
                                    config.most(),
                                    config.kind().name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * One mask.
     *
     * @throws ConfigException if the range is so narrow that no hole fell into it
     */
    public Mask draw(RandomStream stream) {
        MaskConfig.Bounds bounds = config.bounds(side);
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            HoleCanvas canvas = new HoleCanvas(side);
            rectangles(canvas, bounds.halves(), side / 2, stream);
            rectangles(canvas, bounds.wholes(), side, stream);
            strokes(canvas, bounds.strokes(), stream);
            Mask mask = canvas.mask();
            double share = mask.holeShare();
            if (config.least() < share && share < config.most()) {
                return mask;
            }
        }
        throw new ConfigException(
                "no hole of more than %s and less than %s of the picture was drawn in %d tries. Give a wider range."
                        .formatted(config.least(), config.most(), MOST_TRIES));
    }

    /** 0 … bound − 1, and 0 where there is nothing to choose from. */
    private static int below(int bound, RandomStream stream) {
        return bound < 1 ? 0 : stream.nextInt(bound);
    }

    private static double between(double low, double high, RandomStream stream) {
        return low + (high - low) * stream.nextDouble();
    }

    /** Rectangles that may leave the picture by half of their sides. */
    private void rectangles(HoleCanvas canvas, int bound, int longest, RandomStream stream) {
        int count = below(bound, stream);
        for (int i = 0; i < count; i++) {
            int w = below(longest, stream);
            int h = below(longest, stream);
            int x = below(side - w + w / 2 + w / 2, stream) - w / 2;
            int y = below(side - h + h / 2 + h / 2, stream) - h / 2;
            canvas.rectangle(x, y, w, h);
        }
    }

    /** Zigzag strokes; the whole drawing so far is then mirrored or not. */
    private void strokes(HoleCanvas canvas, int bound, RandomStream stream) {
        HoleCanvas brush = new HoleCanvas(side);
        int count = below(bound, stream);
        for (int i = 0; i < count; i++) {
            stroke(brush, stream);
        }
        canvas.add(brush, stream.nextInt() < 0, stream.nextInt() < 0);
    }

    private void stroke(HoleCanvas brush, RandomStream stream) {
        double mean = Math.sqrt(2.0 * side * side) / 8;
        int segments = FEWEST_VERTICES + stream.nextInt(MOST_VERTICES - FEWEST_VERTICES + 1);
        double flattest = 2 * Math.PI / 5 - between(0, 2 * Math.PI / 15, stream);
        double steepest = 2 * Math.PI / 5 + between(0, 2 * Math.PI / 15, stream);
        int[] xs = new int[segments + 1];
        int[] ys = new int[segments + 1];
        xs[0] = stream.nextInt(side);
        ys[0] = stream.nextInt(side);
        for (int i = 0; i < segments; i++) {
            double turn = between(flattest, steepest, stream);
            double angle = i % 2 == 1 ? turn : 2 * Math.PI - turn;
            double length = Math.max(0, Math.min(2 * mean, mean + Math.floor(mean / 2) * normal(stream)));
            xs[i + 1] = (int) Math.max(0, Math.min(side, xs[i] + length * Math.cos(angle)));
            ys[i + 1] = (int) Math.max(0, Math.min(side, ys[i] + length * Math.sin(angle)));
        }
        int width = Math.max(1, (int) (between(THINNEST, THICKEST, stream) * widthFactor()));
        brush.polyline(xs, ys, width);
    }

    /** Strokes are as wide as at 256 and 512 pixels; on smaller pictures they shrink with them, or would cover all. */
    private double widthFactor() {
        return side >= 256 ? 1 : side / 256.0;
    }

    private static double normal(RandomStream stream) {
        double[] one = new double[1];
        stream.fillNormal(one, 0, 1);
        return one[0];
    }

    /** {@code count} masks, mask i of a stream of its own: a list that grows at its end only. */
    public List<Mask> list(int count, long seed) {
        return IntStream.range(0, count)
                .mapToObj(i -> draw(RandomStream.of(seed, "mask", i)))
                .toList();
    }
}
