// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.plot;

import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * At most 255 colours that stand for all colours of an animation, and one more entry that means "as before".
 *
 * <p>Colours of large flat areas are kept exactly, so backgrounds neither shift nor flicker. The rest is divided into
 * boxes: again and again the box with the most spread is cut at its mean, across its widest channel. A colour counts
 * with the root of its frequency, or the white paper would take all the boxes and leave none for small dots.
 */
final class Palette {
    private static final int MOST = 255;
    private static final int MOST_EXACT = 24;

    /** A colour of more than this share of all pixels is kept exactly. */
    private static final double FLAT = 0.002;

    /** Red, green and blue differences count as the eye sees them, roughly. */
    private static final int[] EYE = {2, 4, 3};

    private static final int CACHE_BITS = 16;

    private final int[] colors;
    private final int[] cachedColor = new int[1 << CACHE_BITS];
    private final byte[] cachedIndex = new byte[1 << CACHE_BITS];

    private Palette(int[] colors) {
        this.colors = colors;
        Arrays.fill(cachedColor, -1);
    }

    /** The palette for pictures of which these are typical; each as 0xRRGGBB, row by row. */
    static Palette of(List<int[]> samples) {
        int[] all = new int[samples.stream().mapToInt(s -> s.length).sum()];
        int at = 0;
        for (int[] sample : samples) {
            System.arraycopy(sample, 0, all, at, sample.length);
            at += sample.length;
        }
        Arrays.sort(all);
        List<Shade> shades = new ArrayList<>();
        for (int begin = 0, end; begin < all.length; begin = end) {
            end = begin + 1;
            while (end < all.length && all[end] == all[begin]) {
                end++;
            }
            shades.add(new Shade(all[begin], end - begin));
        }
        if (shades.size() <= MOST) {
            return new Palette(shades.stream().mapToInt(Shade::rgb).toArray());
        }
        int flat = (int) Math.max(1, FLAT * all.length);
        List<Shade> exact = shades.stream()
                .filter(shade -> shade.count > flat)
                .sorted(Comparator.comparingInt(Shade::count).reversed().thenComparingInt(Shade::rgb))
                .limit(MOST_EXACT)
                .toList();
        shades.removeAll(Set.copyOf(exact));
        int[] colors = Arrays.copyOf(exact.stream().mapToInt(Shade::rgb).toArray(), MOST);
        int filled = exact.size();
        for (ShadeBox box : cut(shades, MOST - filled)) {
            colors[filled++] = box.mean();
        }
        return new Palette(Arrays.copyOf(colors, filled));
    }

    private static Iterable<ShadeBox> cut(List<Shade> shades, int most) {
        PriorityQueue<ShadeBox> boxes =
                new PriorityQueue<>(Comparator.comparingDouble(ShadeBox::spread).reversed());
        boxes.add(new ShadeBox(shades.toArray(new Shade[0])));
        while (boxes.size() < most && boxes.element().spread() > 0) {
            for (ShadeBox half : boxes.remove().halves()) {
                boxes.add(half);
            }
        }
        return boxes;
    }

    /** The entry that means "leave the pixel as it was". */
    int unchanged() {
        return colors.length;
    }

    int size() {
        return colors.length;
    }

    int rgb(int index) {
        return colors[index];
    }

    /** The entry nearest to a colour. */
    int indexOf(int rgb) {
        int slot = (rgb * 0x9E3779B1) >>> (32 - CACHE_BITS);
        if (cachedColor[slot] != rgb) {
            cachedColor[slot] = rgb;
            cachedIndex[slot] = (byte) nearest(rgb);
        }
        return cachedIndex[slot] & 255;
    }

    private int nearest(int rgb) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < colors.length; i++) {
            int distance = 0;
            for (int channel = 0; channel < 3; channel++) {
                int d = channel(rgb, channel) - channel(colors[i], channel);
                distance += EYE[channel] * d * d;
            }
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    /** As Java wants it: the colours, then the transparent entry. */
    IndexColorModel colorModel() {
        int[] argb = new int[colors.length + 1];
        for (int i = 0; i < colors.length; i++) {
            argb[i] = 0xFF000000 | colors[i];
        }
        return new IndexColorModel(8, argb.length, argb, 0, true, unchanged(), DataBuffer.TYPE_BYTE);
    }

    private static int channel(int rgb, int channel) {
        return (rgb >> (16 - 8 * channel)) & 255;
    }

    /** One colour and how many pixels have it. */
    private record Shade(int rgb, int count) {
        double weight() {
            return Math.sqrt(count);
        }
    }

    /** Colours that will share one entry, unless they are cut again. */
    private static final class ShadeBox {
        private final Shade[] shades;
        private final double[] mean = new double[3];
        private int widest;
        private double spread;

        ShadeBox(Shade[] shades) {
            this.shades = shades;
            double total = 0;
            for (Shade shade : shades) {
                total += shade.weight();
                for (int c = 0; c < 3; c++) {
                    mean[c] += shade.weight() * channel(shade.rgb, c);
                }
            }
            double[] spreads = new double[3];
            for (int c = 0; c < 3; c++) {
                mean[c] /= total;
                for (Shade shade : shades) {
                    double d = channel(shade.rgb, c) - mean[c];
                    spreads[c] += EYE[c] * shade.weight() * d * d;
                }
                if (spreads[c] > spreads[widest]) {
                    widest = c;
                }
                spread += spreads[c];
            }
        }

        double spread() {
            return shades.length < 2 ? 0 : spread;
        }

        /** Cut at the mean of the widest channel; neither half is empty, since some value differs from the mean. */
        List<ShadeBox> halves() {
            List<Shade> low = new ArrayList<>();
            List<Shade> high = new ArrayList<>();
            for (Shade shade : shades) {
                (channel(shade.rgb, widest) <= mean[widest] ? low : high).add(shade);
            }
            return List.of(new ShadeBox(low.toArray(new Shade[0])), new ShadeBox(high.toArray(new Shade[0])));
        }

        int mean() {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                rgb = rgb << 8 | (int) Math.round(mean[c]);
            }
            return rgb;
        }
    }
}
