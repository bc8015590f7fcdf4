// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;

/**
 * A noisy spiral in three dimensions: x = (3t − 2, t sin 8πt, t cos 8πt) + noise, with t = i/3548 for the 2,048 integers
 * i = 1500 … 3547; training items are rows picked by a random permutation.
 */
public final class Spiral implements DataSource {
    private static final int FIRST = 1500;

    private static final int MOST_POINTS = 1_000_000;

    private final float[] points;
    private final int size;

    private Spiral(float[] points) {
        this.points = points;
        this.size = points.length / 3;
    }

    /**
     * The clean curve, {@code points} rows of 3.
     *
     * @throws ConfigException if points is not in 1 to a million
     */
    public static float[] curve(int points) {
        requireSizes(points, 1, 0);
        float[] xyz = new float[points * 3];
        for (int i = 0; i < points; i++) {
            double t = (FIRST + i) / (double) (FIRST + points);
            xyz[3 * i] = (float) (3 * t - 2);
            xyz[3 * i + 1] = (float) (t * StrictMath.sin(8 * Math.PI * t));
            xyz[3 * i + 2] = (float) (t * StrictMath.cos(8 * Math.PI * t));
        }
        return xyz;
    }

    /** The curve with N(0, noise²) added to every coordinate. */
    public static float[] noisy(int points, double noise, long seed) {
        requireSizes(points, 1, noise);
        float[] xyz = curve(points);
        float[] draws = new float[xyz.length];
        RandomStream.of(seed, "data").fillNormal(draws, 0, draws.length);
        for (int i = 0; i < xyz.length; i++) {
            xyz[i] += (float) (noise * draws[i]);
        }
        return xyz;
    }

    /**
     * {@code chosen} of the noisy points, by a random permutation.
     *
     * @throws ConfigException if chosen is not in 1 to points
     */
    public static Spiral of(int points, int chosen, double noise, long seed) {
        requireSizes(points, chosen, noise);
        return picked(points, 0, chosen, noise, seed);
    }

    /** The {@code points − chosen} noisy points that {@link #of} leaves out. */
    static Spiral heldOut(int points, int chosen, double noise, long seed) {
        return picked(points, chosen, points - chosen, noise, seed);
    }

    private static Spiral picked(int points, int first, int count, double noise, long seed) {
        float[] all = noisy(points, noise, seed);
        int[] order = RandomStream.of(seed, "choice").permutation(points);
        float[] picked = new float[count * 3];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, 3 * order[first + i], picked, 3 * i, 3);
        }
        return new Spiral(picked);
    }

    static void requireSizes(int points, int chosen, double noise) {
        if (points < 1) {
            throw new ConfigException(
                    "points must be at least 1 but was %d. The spiral usually has 2048.".formatted(points));
        }
        if (points > MOST_POINTS) {
            throw new ConfigException("points must be at most %d but was %d. The spiral usually has 2048."
                    .formatted(MOST_POINTS, points));
        }
        if (chosen < 1 || chosen > points) {
            throw new ConfigException("chosen must lie in 1 to %d (the points of the spiral) but was %d. 256 is usual."
                    .formatted(points, chosen));
        }
        if (!(noise >= 0) || noise == Double.POSITIVE_INFINITY) {
            throw new ConfigException("noise must be 0 or more but was %s. 0.02 is usual.".formatted(noise));
        }
    }

    /** All training points, rows of 3. */
    public float[] points() {
        return points.clone();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long[] itemShape() {
        return new long[] {3};
    }

    @Override
    public void read(int item, float[] target, int from) {
        System.arraycopy(points, 3 * item, target, from, 3);
    }

    @Override
    public String fingerprint() {
        ByteBuffer bytes = ByteBuffer.allocate(points.length * Float.BYTES);
        bytes.asFloatBuffer().put(points);
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return "crc32c:%08x".formatted(sum.getValue());
    }

    @Override
    public String toString() {
        return "Spiral of %d points, first %s".formatted(size, Arrays.toString(Arrays.copyOf(points, 3)));
    }
}
