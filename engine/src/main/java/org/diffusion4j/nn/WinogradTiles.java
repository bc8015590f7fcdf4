// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The tiles of 4 x 4 pixels that pictures are cut into for {@link Winograd}, and the transforms of their numbers. Pictures lie
 * channels-last; a transformed tile is 36 vectors of channels, one behind the other. Sums go over arrays of one length with one
 * index, because the compiler makes vector instructions of these alone.
 *
 * @param rows pictures
 * @param height of a picture in pixels
 * @param width of a picture in pixels
 */
record WinogradTiles(int rows, int height, int width) {
    /** Pixels that a tile of results is computed from, in one direction. */
    private static final int SEEN = 6;

    /** Pixels of a tile of results, in one direction. */
    private static final int MADE = 4;

    /** Numbers of a transformed tile in each channel. */
    static final int PRODUCTS = SEEN * SEEN;

    /** Numbers of an array: several tiles with few channels are transformed together. */
    private static final int LENGTH = 1024;

    private static final ThreadLocal<Workspace> OF_THREAD = ThreadLocal.withInitial(Workspace::new);

    /** Before and after a transform. */
    private static final class Workspace {
        private final float[][] before = new float[PRODUCTS][0];
        private final float[][] after = new float[PRODUCTS][0];

        void holding(int length) {
            if (before[0].length < length) {
                for (int i = 0; i < PRODUCTS; i++) {
                    before[i] = new float[length];
                    after[i] = new float[length];
                }
            }
        }
    }

    /**
     * Where transformed numbers go.
     *
     * @param tile numbers between two tiles
     * @param product numbers between two of a tile's 36 vectors
     */
    record Places(int tile, int product) {
        /** (tiles, 36, channels). */
        static Places byTile(int channels) {
            return new Places(PRODUCTS * channels, channels);
        }

        /** (36, tiles, channels). */
        static Places byProduct(int tiles, int channels) {
            return new Places(channels, tiles * channels);
        }

        /** So many tiles from {@code first} on. */
        private void put(float[][] from, int first, int count, int channels, FloatBuffer v) {
            int together = tile == channels ? count : 1;
            for (int i = 0; i < count; i += together) {
                for (int k = 0; k < PRODUCTS; k++) {
                    v.put((first + i) * tile + k * product, from[k], i * channels, together * channels);
                }
            }
        }
    }

    /** Of pictures of the shape (B, C, H, W). */
    static WinogradTiles of(long... shape) {
        return new WinogradTiles((int) shape[0], (int) shape[2], (int) shape[3]);
    }

    private int across() {
        return (width + MADE - 1) / MADE;
    }

    private int down() {
        return (height + MADE - 1) / MADE;
    }

    /** How many there are; those at the right and lower edge may reach beyond. */
    int count() {
        return rows * down() * across();
    }

    private static int together(int channels) {
        return Math.max(1, LENGTH / channels);
    }

    /**
     * B' d B of the tiles {@code first … first + count − 1}, where d is what a tile sees.
     *
     * @param x the pictures, (rows, height, width, channels)
     * @param v the transformed tiles
     */
    void read(FloatBuffer x, int channels, int first, int count, FloatBuffer v, Places places) {
        int most = together(channels);
        Workspace arrays = OF_THREAD.get();
        arrays.holding(most * channels);
        float[][] d = arrays.before;
        float[][] t = arrays.after;
        for (int done = 0; done < count; done += most) {
            int n = Math.min(most, count - done);
            for (int i = 0; i < n; i++) {
                square(x, channels, first + done + i, 1, SEEN, d, i * channels);
            }
            for (int row = 0; row < SEEN; row++) {
                input(d, row * SEEN, 1, t, n * channels);
            }
            for (int column = 0; column < SEEN; column++) {
                input(t, column, SEEN, d, n * channels);
            }
            places.put(d, done, n, channels, v);
        }
    }

    /** Copies a square of {@code side} pixels that begins {@code before} those that the tile makes, with zeros outside. */
    private void square(FloatBuffer x, int channels, int tile, int before, int side, float[][] d, int at) {
        int top = tile / across() % down() * MADE - before;
        int left = tile % across() * MADE - before;
        int picture = tile / across() / down();
        for (int k = 0; k < side * side; k++) {
            int y = top + k / side;
            int column = left + k % side;
            if (y < 0 || y >= height || column < 0 || column >= width) {
                Arrays.fill(d[k], at, at + channels, 0);
            } else {
                x.get(((picture * height + y) * width + column) * channels, d[k], at, channels);
            }
        }
    }

    /**
     * A e A' of the tiles {@code first … first + count − 1}, where e are the gradients of what a tile makes.
     *
     * @param dy the gradients of pictures, (rows, height, width, channels)
     * @param v the transformed tiles
     */
    void spread(FloatBuffer dy, int channels, int first, int count, FloatBuffer v, Places places) {
        int most = together(channels);
        Workspace arrays = OF_THREAD.get();
        arrays.holding(most * channels);
        float[][] e = arrays.before;
        float[][] t = arrays.after;
        for (int done = 0; done < count; done += most) {
            int n = Math.min(most, count - done);
            for (int i = 0; i < n; i++) {
                square(dy, channels, first + done + i, 0, MADE, e, i * channels);
            }
            for (int row = 0; row < MADE; row++) {
                spread(e, row * MADE, 1, t, row * SEEN, 1, n * channels);
            }
            for (int column = 0; column < SEEN; column++) {
                spread(t, column, SEEN, e, column, SEEN, n * channels);
            }
            places.put(e, done, n, channels, v);
        }
    }

    /**
     * A' m A and a bias, for the tiles {@code first … first + count − 1}.
     *
     * @param m the products, (count, 36, channels)
     * @param bias (channels)
     * @param y the pictures, (rows, height, width, channels)
     */
    void write(FloatBuffer m, float[] bias, int first, int count, FloatBuffer y) {
        int channels = bias.length;
        int most = together(channels);
        Workspace arrays = OF_THREAD.get();
        arrays.holding(most * channels);
        float[][] p = arrays.before;
        float[][] t = arrays.after;
        float[] added = new float[most * channels];
        for (int i = 0; i < most; i++) {
            System.arraycopy(bias, 0, added, i * channels, channels);
        }
        for (int done = 0; done < count; done += most) {
            int n = Math.min(most, count - done);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < PRODUCTS; k++) {
                    m.get(((done + i) * PRODUCTS + k) * channels, p[k], i * channels, channels);
                }
            }
            for (int column = 0; column < SEEN; column++) {
                output(p, column, SEEN, t, n * channels);
            }
            for (int row = 0; row < MADE; row++) {
                output(t, row * SEEN, 1, p, n * channels);
                for (int column = 0; column < MADE; column++) {
                    add(p[row * SEEN + column], added, n * channels);
                }
            }
            for (int i = 0; i < n; i++) {
                show(p, i * channels, channels, first + done + i, y);
            }
        }
    }

    /** Copies a tile of results as far as it lies in the picture. */
    private void show(float[][] p, int at, int channels, int tile, FloatBuffer y) {
        int top = tile / across() % down() * MADE;
        int left = tile % across() * MADE;
        int picture = tile / across() / down();
        int right = Math.min(MADE, width - left);
        int bottom = Math.min(MADE, height - top);
        for (int row = 0; row < bottom; row++) {
            for (int column = 0; column < right; column++) {
                int pixel = (picture * height + top + row) * width + left + column;
                y.put(pixel * channels, p[row * SEEN + column], at, channels);
            }
        }
    }

    /** B' of the paper over the six arrays of {@code d} from {@code at} on, {@code step} apart; to the same places of {@code t}. */
    private static void input(float[][] d, int at, int step, float[][] t, int n) {
        float[] d1 = d[at + step];
        float[] d2 = d[at + 2 * step];
        float[] d3 = d[at + 3 * step];
        float[] d4 = d[at + 4 * step];
        outer(d[at], d2, d4, t[at], n);
        middle(d1, d2, d3, d4, t[at + step], t[at + 2 * step], n);
        inner(d1, d2, d3, d4, t[at + 3 * step], t[at + 4 * step], n);
        outer(d1, d3, d[at + 5 * step], t[at + 5 * step], n);
    }

    private static void outer(float[] a, float[] b, float[] c, float[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = 4 * a[i] - 5 * b[i] + c[i];
        }
    }

    private static void middle(float[] a, float[] b, float[] c, float[] d, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = d[i] - 4 * b[i];
            float odd = c[i] - 4 * a[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void inner(float[] a, float[] b, float[] c, float[] d, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = d[i] - b[i];
            float odd = 2 * (c[i] - a[i]);
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /** A' of the paper over six arrays of {@code m}; to the first four of these places of {@code t}. */
    private static void output(float[][] m, int at, int step, float[][] t, int n) {
        float[] m1 = m[at + step];
        float[] m2 = m[at + 2 * step];
        float[] m3 = m[at + 3 * step];
        float[] m4 = m[at + 4 * step];
        even(m[at], m1, m2, m3, m4, t[at], t[at + 2 * step], n);
        odd(m1, m2, m3, m4, m[at + 5 * step], t[at + step], t[at + 3 * step], n);
    }

    /** A of the paper over four arrays of {@code e} from {@code at} on, {@code step} apart; to six of {@code t}. */
    private static void spread(float[][] e, int at, int step, float[][] t, int to, int gap, int n) {
        float[] e0 = e[at];
        float[] e1 = e[at + step];
        float[] e2 = e[at + 2 * step];
        float[] e3 = e[at + 3 * step];
        System.arraycopy(e0, 0, t[to], 0, n);
        ones(e0, e1, e2, e3, t[to + gap], t[to + 2 * gap], n);
        twos(e0, e1, e2, e3, t[to + 3 * gap], t[to + 4 * gap], n);
        System.arraycopy(e3, 0, t[to + 5 * gap], 0, n);
    }

    private static void ones(float[] a, float[] b, float[] c, float[] d, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = a[i] + c[i];
            float odd = b[i] + d[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void twos(float[] a, float[] b, float[] c, float[] d, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = a[i] + 4 * c[i];
            float odd = 2 * b[i] + 8 * d[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void even(
            float[] a, float[] b, float[] c, float[] d, float[] e, float[] first, float[] third, int n) {
        for (int i = 0; i < n; i++) {
            float one = b[i] + c[i];
            float two = d[i] + e[i];
            first[i] = a[i] + one + two;
            third[i] = one + 4 * two;
        }
    }

    private static void odd(
            float[] b, float[] c, float[] d, float[] e, float[] f, float[] second, float[] fourth, int n) {
        for (int i = 0; i < n; i++) {
            float one = b[i] - c[i];
            float two = d[i] - e[i];
            second[i] = one + 2 * two;
            fourth[i] = one + 8 * two + f[i];
        }
    }

    private static void add(float[] sum, float[] more, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += more[i];
        }
    }
}
