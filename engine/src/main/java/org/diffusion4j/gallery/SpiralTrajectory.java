// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.plot.Cloud3d;
import org.diffusion4j.plot.ColorMap;
import org.diffusion4j.plot.Fonts;
import org.diffusion4j.plot.FrameTiming;
import org.diffusion4j.plot.Gif;
import org.diffusion4j.plot.Limits;
import org.diffusion4j.plot.Scatter3d;
import org.diffusion4j.plot.Scene3d;
import org.diffusion4j.plot.ThreeViews;
import org.diffusion4j.plot.View;

/**
 * The way of points from noise to the spiral, as an animation or as a strip of moments.
 *
 * <p>A point keeps one colour on all pictures: its place in the order of x where it ends. Each winding then has its own
 * hue, and one sees a smooth band of colours sort itself out of a mixed cloud; the order of x at the beginning would
 * end in a spiral of mixed dots, since the noise of the sampler forgets where a point came from.
 */
public final class SpiralTrajectory {
    private static final int GIF_WIDTH = 1200;
    private static final int GIF_HEIGHT = 400;
    private static final Limits AXES = Limits.cube(-2, 2);
    private static final int PANEL = 680;
    private static final int PITCH = 560;
    private static final int CAPTION = 50;
    private static final int BASELINE = 44;
    private static final int STRIP_HEIGHT = 640;
    private static final Color CAPTION_COLOR = new Color(0x1F2933);
    private static final Limits STRIP_AXES = Limits.cube(-1.5, 1.5);
    private static final View STRIP_VIEW = View.of(24, 118);

    private SpiralTrajectory() {}

    /**
     * Writes the animation: three views, axes fixed to [-2, 2], ten pictures a second, one second on the last, for
     * ever. 1200 x 400 pixels.
     *
     * @param gif the file; parent folders are created
     * @param frames the points at each moment, shape (n, 3), the same point in the same row
     * @param stepsDone how many sampling steps lie behind each moment, for the title
     * @param totalSteps how many steps there are
     * @param progress told 1, 2 ... while the pictures are made; the last number is the number of frames
     * @throws ConfigException where there is no frame
     * @throws ShapeException where the frames differ in size or the steps in number
     */
    public static void write(Path gif, List<float[]> frames, int[] stepsDone, int totalSteps, IntConsumer progress) {
        requireFrames(frames, stepsDone.length, "step numbers");
        float[] colors = Ranks.byX(frames.get(frames.size() - 1));
        int digits = String.format(Locale.ROOT, "%,d", totalSteps).length();
        AtomicInteger made = new AtomicInteger();
        Gif.write(
                gif,
                frames.size(),
                i -> {
                    String done = String.format(Locale.ROOT, "%," + digits + "d", stepsDone[i]);
                    // A figure space is as wide as a digit, so that the title stands still.
                    String title =
                            String.format(Locale.ROOT, "Step %s of %,d", done.replace(' ', '\u2007'), totalSteps);
                    Scene3d scene = scene(frames.get(i), colors).within(AXES);
                    BufferedImage picture = ThreeViews.draw(scene, title, ThreeViews.USUAL, GIF_WIDTH, GIF_HEIGHT);
                    // Some pictures are made twice, for the palette; only the next in order is progress.
                    if (made.compareAndSet(i, i + 1)) {
                        progress.accept(i + 1);
                    }
                    return picture;
                },
                FrameTiming.usual());
    }

    /**
     * A few moments side by side, each with words above it, seen from one side: 640 pixels high, 1,800 wide for
     * three moments and 560 more for each further one.
     *
     * @param frames the points at each moment, shape (n, 3), the same point in the same row
     * @param captions one a moment
     * @throws ConfigException where there is no moment
     * @throws ShapeException where the moments differ in size or the captions in number
     */
    public static BufferedImage strip(List<float[]> frames, List<String> captions) {
        requireFrames(frames, captions.size(), "captions");
        float[] colors = Ranks.byX(frames.get(frames.size() - 1));
        int width = PITCH * (frames.size() - 1) + PANEL;
        BufferedImage strip = new BufferedImage(width, STRIP_HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = strip.createGraphics();
        try {
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, STRIP_HEIGHT);
            for (int i = 0; i < frames.size(); i++) {
                Scene3d scene = scene(frames.get(i), colors).within(STRIP_AXES).labelled("", "", "");
                layDarker(Scatter3d.draw(scene, STRIP_VIEW, PANEL, STRIP_HEIGHT - CAPTION), strip, PITCH * i);
            }
            g.setColor(CAPTION_COLOR);
            g.setFont(Fonts.bold(28));
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
            for (int i = 0; i < frames.size(); i++) {
                int half = g.getFontMetrics().stringWidth(captions.get(i)) / 2;
                g.drawString(captions.get(i), PITCH * i + PANEL / 2 - half, BASELINE);
            }
        } finally {
            g.dispose();
        }
        return strip;
    }

    /** Of two pixels the darker one in each channel: panels overlap in their white margins, and no dot is cut off. */
    private static void layDarker(BufferedImage panel, BufferedImage strip, int left) {
        for (int y = 0; y < panel.getHeight(); y++) {
            for (int x = 0; x < panel.getWidth(); x++) {
                int a = panel.getRGB(x, y);
                int b = strip.getRGB(left + x, CAPTION + y);
                int red = Math.min(a >> 16 & 255, b >> 16 & 255);
                int green = Math.min(a >> 8 & 255, b >> 8 & 255);
                strip.setRGB(left + x, CAPTION + y, red << 16 | green << 8 | Math.min(a & 255, b & 255));
            }
        }
    }

    private static Scene3d scene(float[] xyz, float[] colors) {
        return Scene3d.of(
                SpiralPictures.cleanCurve().named("").opacity(0.3),
                Cloud3d.of(xyz).colored(colors, ColorMap.IRIS).radius(3));
    }

    private static void requireFrames(List<float[]> frames, int words, String what) {
        if (frames.isEmpty()) {
            throw new ConfigException(
                    "0 moments of a trajectory were given and at least 1 is needed. Keep some of the sampler's steps.");
        }
        if (words != frames.size()) {
            throw new ShapeException("%d %s were given for %d moments of a trajectory. Pass one a moment."
                    .formatted(words, what, frames.size()));
        }
        for (int i = 1; i < frames.size(); i++) {
            if (frames.get(i).length != frames.get(0).length) {
                throw new ShapeException(
                        "Moment %d of the trajectory has %d numbers, the first has %d. Pass the same points in every moment."
                                .formatted(i, frames.get(i).length, frames.get(0).length));
            }
        }
    }
}
