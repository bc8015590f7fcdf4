// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.random;

import java.nio.DoubleBuffer;
import java.util.Objects;
import org.diffusion4j.error.ConfigException;

/**
 * One named source of random numbers: "noise of image 7", "data order of epoch 3". Its identity (seed and id) never
 * changes; its position counts the 128-bit blocks used so far and starts at 0. The three numbers together are the whole
 * state, so a run can be stopped and continued at any draw.
 *
 * <p>Value i of a stream is a function of (seed, id, i) alone. One stream per image therefore gives each image the same
 * noise in a batch of any size, on any number of threads. Streams with different names or indices are unrelated.
 *
 * <p>The draws named {@code next...} use one block each; the {@code fill...} draws use {@code ceil(count / 4)} blocks
 * for normal values and floats, {@code ceil(count / 2)} for uniform doubles. A fill that is cut into parts of a multiple
 * of 4 values (2 for uniform doubles) gives the same bits as the whole. {@link #normals} reads at any place, aligned or
 * not, and leaves the position alone. Different kinds of draw at the same position use the same bits: give each purpose
 * its own stream.
 *
 * <p>The drawing methods move the position and belong to one thread; the others may be called by any.
 */
public final class RandomStream {
    /** Normal values in one block. */
    public static final int NORMALS_PER_BLOCK = 4;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final long id;
    private final int[] words = new int[Philox.WORDS];
    private long position;

    private RandomStream(long seed, long id, long position) {
        this.seed = seed;
        this.id = id;
        this.position = position;
    }

    /** The stream of this name and these indices under {@code seed}, at position 0. */
    public static RandomStream of(long seed, String name, long... indices) {
        return new RandomStream(seed, derive(0, name, indices), 0);
    }

    /** The stream that {@link #state} described, at the same position. */
    public static RandomStream of(State state) {
        return new RandomStream(state.seed, state.id, state.position);
    }

    /** Everything that a stream is: the key, which stream, and how many blocks are used. */
    public record State(long seed, long id, long position) {
        /** Refuses a negative position. */
        public State {
            requirePosition(position);
        }
    }

    /** What to store so that {@link #of(State)} goes on with the next draw. */
    public State state() {
        return new State(seed, id, position);
    }

    /** A new stream derived from this one's identity, whatever this one's position; it starts at 0. */
    public RandomStream child(String name, long index) {
        return new RandomStream(seed, derive(id, name, index), 0);
    }

    /** The same stream as a new object that stands at block {@code newPosition}. */
    public RandomStream at(long newPosition) {
        requirePosition(newPosition);
        return new RandomStream(seed, id, newPosition);
    }

    /** How many blocks have been used. */
    public long position() {
        return position;
    }

    /** 32 random bits. */
    public int nextInt() {
        nextBlock();
        return words[0];
    }

    /** 64 random bits. */
    public long nextLong() {
        nextBlock();
        return pair(words[0], words[1]);
    }

    /** Uniform in [0, 1), a multiple of 2^-53. */
    public double nextDouble() {
        return unit(nextLong());
    }

    /** Uniform in 0 ... bound - 1. Made of 64 bits by multiplication, so no value is favoured by more than bound / 2^64. */
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new ConfigException(
                    "The bound of a random whole number was %d. It must be 1 or more; draw from a range that is not empty."
                            .formatted(bound));
        }
        nextBlock();
        long high = (words[1] & 0xFFFFFFFFL) * bound;
        long low = (words[0] & 0xFFFFFFFFL) * bound;
        return (int) ((high + (low >>> 32)) >>> 32);
    }

    /** The numbers 0 ... n - 1 in random order (Fisher and Yates); uses max(0, n - 1) blocks. */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new ConfigException(
                    "A permutation of %d numbers was asked for. The count must be 0 or more; pass the number of items."
                            .formatted(n));
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    /** Standard normal values, computed in double and rounded once, to {@code dst[from]} ... */
    public void fillNormal(float[] dst, int from, int count) {
        normals(position * NORMALS_PER_BLOCK, dst, from, count);
        position += blocks(count, NORMALS_PER_BLOCK);
    }

    /** Standard normal values to {@code dst[from]} ...; rounded to float they are those of the float form. */
    public void fillNormal(double[] dst, int from, int count) {
        normals(position * NORMALS_PER_BLOCK, dst, from, count);
        position += blocks(count, NORMALS_PER_BLOCK);
    }

    /** Uniform values in [0, 1), multiples of 2^-24, to {@code dst[from]} ... */
    public void fillUniform(float[] dst, int from, int count) {
        Objects.checkFromIndexSize(from, count, dst.length);
        for (int i = 0; i < count; i++) {
            if (i % Philox.WORDS == 0) {
                nextBlock();
            }
            dst[from + i] = (words[i % Philox.WORDS] >>> 8) * 0x1p-24f;
        }
    }

    /** Uniform values in [0, 1), multiples of 2^-53, to {@code dst[from]} ... */
    public void fillUniform(double[] dst, int from, int count) {
        Objects.checkFromIndexSize(from, count, dst.length);
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                nextBlock();
            }
            dst[from + i] = unit(i % 2 == 0 ? pair(words[0], words[1]) : pair(words[2], words[3]));
        }
    }

    /**
     * The normal values number {@code firstValue} ... {@code firstValue + count - 1} of this stream, counted from its
     * very beginning, to {@code dst[from]} ...; the position is neither used nor moved.
     */
    public void normals(long firstValue, float[] dst, int from, int count) {
        Objects.checkFromIndexSize(from, count, dst.length);
        normals(firstValue, count, (z, zFrom, at, n) -> {
            for (int i = 0; i < n; i++) {
                dst[from + at + i] = (float) z[zFrom + i];
            }
        });
    }

    /** As {@link #normals(long, float[], int, int)}, before the rounding to float. */
    public void normals(long firstValue, double[] dst, int from, int count) {
        Objects.checkFromIndexSize(from, count, dst.length);
        normals(firstValue, count, (z, zFrom, at, n) -> System.arraycopy(z, zFrom, dst, from + at, n));
    }

    /** As {@link #normals(long, float[], int, int)}, from number {@code from} of {@code dst} on. */
    void rounded(long firstValue, DoubleBuffer dst, int from, int count) {
        normals(firstValue, count, (z, zFrom, at, n) -> {
            PortableMath.toFloats(z, zFrom, n);
            dst.put(from + at, z, zFrom, n);
        });
    }

    /** Takes values {@code at} ... {@code at + n - 1} of a request, which lie from {@code z[zFrom]} on and are its own to change. */
    @FunctionalInterface
    private interface Sink {
        void take(double[] z, int zFrom, int at, int n);
    }

    private void normals(long firstValue, int count, Sink sink) {
        if (firstValue < 0) {
            throw new ConfigException(
                    "The first value of a random stream was asked for as number %d. Values are counted from 0; pass 0 or more."
                            .formatted(firstValue));
        }
        if (count == 0) {
            return;
        }
        long block = firstValue / NORMALS_PER_BLOCK;
        int skip = (int) (firstValue % NORMALS_PER_BLOCK);
        NormalBlocks normal = NormalBlocks.ofThread();
        int done = 0;
        while (done < count) {
            int n = Math.min(count - done, NormalBlocks.MAX_BLOCKS * NORMALS_PER_BLOCK - skip);
            int used = (int) blocks((long) skip + n, NORMALS_PER_BLOCK);
            sink.take(normal.generate(seed, id, block, used), skip, done, n);
            done += n;
            block += used;
            skip = 0;
        }
    }

    private void nextBlock() {
        Philox.block(
                (int) position,
                (int) (position >>> 32),
                (int) id,
                (int) (id >>> 32),
                (int) seed,
                (int) (seed >>> 32),
                words,
                0);
        position++;
    }

    private static long blocks(long values, int perBlock) {
        return (values + perBlock - 1) / perBlock;
    }

    private static long pair(int low, int high) {
        return (low & 0xFFFFFFFFL) | ((long) high << 32);
    }

    private static double unit(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    private static void requirePosition(long position) {
        if (position < 0) {
            throw new ConfigException(
                    "The position of a random stream was %d. It counts used blocks from 0; pass 0 or more."
                            .formatted(position));
        }
    }

    /** The ids of the streams {@code of(seed, name, first[k], more...)} of any seed, without an object for each. */
    static long[] ids(String name, long[] first, long... more) {
        long named = named(0, name);
        long[] ids = new long[first.length];
        for (int k = 0; k < ids.length; k++) {
            ids[k] = mix(with(with(named, first[k]), more) + 1 + more.length);
        }
        return ids;
    }

    /** 64 bits that depend on every bit of parent, name and indices, and on their order and number. */
    private static long derive(long parent, String name, long... indices) {
        return mix(with(named(parent, name), indices) + indices.length);
    }

    private static long named(long parent, String name) {
        long h = mix(parent + GOLDEN);
        for (int i = 0; i < name.length(); i++) {
            h = mix(h + GOLDEN * (name.charAt(i) + 1));
        }
        return mix(h ^ name.length());
    }

    private static long with(long before, long... indices) {
        long h = before;
        for (long index : indices) {
            h = with(h, index);
        }
        return h;
    }

    private static long with(long h, long index) {
        return mix(h ^ mix(index + GOLDEN));
    }

    /** A bijection of 64 bits in which each bit of the input moves half of the output (Stafford 2011, variant 13). */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Seed, id and position, for logs. */
    @Override
    public String toString() {
        return "RandomStream[seed=%d, id=%016x, position=%d]".formatted(seed, id, position);
    }
}
