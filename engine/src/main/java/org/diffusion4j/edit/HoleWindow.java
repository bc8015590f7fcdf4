// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.edit;

import org.diffusion4j.image.Picture;

/** A window of a picture and the pixels that are filled through it, of one area of the hole or of several. */
final class HoleWindow {
    /** Fills of one place that have streams of their own. */
    private static final long MOST_FILLS = 1 << 17;

    private final Framings framings;
    private Box box;
    private final PixelRuns runs = new PixelRuns();

    /** A window that fills nothing around this part of a picture. */
    HoleWindow(Framings framings, Box box) {
        this.framings = framings;
        this.box = box;
    }

    /** Whether this area and what is filled here already lose no detail by being filled together. */
    boolean suits(HoleArea area) {
        return framings.scale(box.with(area.box())) <= Math.min(framings.scale(box), framings.scale(area.box()));
    }

    /** Whether every area that begins in this row or below would cost it detail. */
    boolean isAbove(int row) {
        return framings.scale(box.with(Box.of(box.left(), row))) > framings.scale(box);
    }

    /** Fills this area too. */
    void add(HoleArea area) {
        box = box.with(area.box());
        runs.addAll(area.runs());
    }

    /** Where it lies. */
    Framing framing() {
        return framings.of(box);
    }

    /**
     * The number of its stream in fill {@code k}, if it is not the first window of its picture, which has number k: a function
     * of k and of the first pixel that is filled through it, whatever the hole has elsewhere.
     */
    long image(long k) {
        return (1L + runs.from(0)) * MOST_FILLS + k;
    }

    /**
     * Fills its pixels, opaque, and no other.
     *
     * @param samples of the whole picture, which are changed
     * @param channels of the whole picture
     * @param window the fill, as large as the window
     */
    void fill(byte[] samples, int channels, Picture window) {
        Framing framing = framing();
        Picture fill = channels == 1 ? window.grey() : window.colored();
        for (int i = 0; i < runs.count(); i++) {
            int y = runs.from(i) / framings.width();
            int origin = y * framings.width() + framing.left(); // of the window's columns
            for (int pixel = runs.from(i); pixel < runs.to(i); pixel++) {
                put(samples, pixel * channels, channels, fill, pixel - origin, y - framing.top());
            }
        }
    }

    private static void put(byte[] samples, int at, int channels, Picture fill, int x, int y) {
        for (int c = 0; c < Math.min(3, channels); c++) {
            samples[at + c] = (byte) fill.sample(x, y, c);
        }
        if (channels == 4) {
            samples[at + 3] = (byte) 255;
        }
    }
}
