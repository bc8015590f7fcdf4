// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.data;

import java.util.Arrays;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;

/**
 * Shuffled batches without end. The batch of a step is a function of seed and step alone, so a resumed run needs no
 * cursor. Each epoch is a new order, and what a recipe changes about an item is a function of seed, epoch and item; the
 * last batch of an epoch may be smaller. With {@link Drawing#WITH_REPLACEMENT} every batch is whole, and an epoch no more
 * than a number of steps. While a large batch is learned, the next one is read on a thread of its own.
 */
public final class Batches {
    /** A batch of fewer numbers is read faster than it is handed from thread to thread. */
    private static final int LARGE = 1 << 14;

    private final DataSource source;
    private final long seed;
    private final int size;
    private final Conditioning conditioning;
    private final Drawing drawing;
    private final Ahead<Batch> ahead = new Ahead<>(this::make);
    private long epochOfOrder = -1;
    private int[] order = {};

    /**
     * Batches of {@code size} rows without conditions.
     *
     * @throws ConfigException if size is not in 1 to the number of items
     */
    public Batches(DataSource source, long seed, int size) {
        this(source, seed, size, Conditioning.NONE);
    }

    /**
     * Batches of {@code size} rows with the conditions that {@code conditioning} makes of the items.
     *
     * @throws ConfigException if size is not in 1 to the number of items, or the items do not have what is needed
     */
    public Batches(DataSource source, long seed, int size, Conditioning conditioning) {
        this(source, seed, size, conditioning, Drawing.SHUFFLED);
    }

    /**
     * The same, drawn as {@code drawing} says.
     *
     * @throws ConfigException if size is below 1, or the items do not have what is needed, or there are fewer than size
     *     and each is drawn once
     */
    public Batches(DataSource source, long seed, int size, Conditioning conditioning, Drawing drawing) {
        if (size < 1 || (size > source.size() && drawing == Drawing.SHUFFLED)) {
            throw new ConfigException(
                    "batch must lie in 1 to %d (the number of training items) but was %d. Choose a smaller batch or more data."
                            .formatted(source.size(), size));
        }
        if ((long) size * RowStride.of(source.itemElements()) > Integer.MAX_VALUE) {
            throw new ConfigException(
                    "a batch of %d items of %d numbers does not fit into one array. The largest batch here is %d; gather gradients over several steps for more."
                            .formatted(
                                    size,
                                    source.itemElements(),
                                    Integer.MAX_VALUE / RowStride.of(source.itemElements())));
        }
        conditioning.requireFitting(source);
        this.source = source;
        this.seed = seed;
        this.size = size;
        this.conditioning = conditioning;
        this.drawing = drawing;
    }

    /** Steps in one pass over the data. */
    public int stepsPerEpoch() {
        return (source.size() + size - 1) / size;
    }

    /** The whole batch of step {@code step}, counted from 0. */
    public Batch at(long step) {
        return (long) size * source.itemElements() < LARGE ? make(step) : ahead.at(step);
    }

    private Batch make(long step) {
        long epoch = step / stepsPerEpoch();
        if (epoch != epochOfOrder) {
            order = source.order(RandomStream.of(seed, "order", epoch));
            epochOfOrder = epoch;
        }
        int[] items = drawing == Drawing.SHUFFLED ? inOrder((int) (step % stepsPerEpoch()) * size) : atRandom(step);
        int rows = items.length;
        int each = source.itemElements();
        float[] x0 = new float[rows * each];
        RandomStream changes = RandomStream.of(
                seed, "augment", drawing == Drawing.SHUFFLED ? epoch : step); // what is drawn often changes often
        for (int row = 0; row < rows; row++) {
            source.read(items[row], changes, x0, row * each);
        }
        long[] item = source.itemShape();
        long[] shape = new long[item.length + 1];
        shape[0] = rows;
        System.arraycopy(item, 0, shape, 1, item.length);
        return new Batch(x0, shape, 0, conditioning.of(source, items));
    }

    private int[] inOrder(int first) {
        return Arrays.copyOfRange(order, first, first + Math.min(size, source.size() - first));
    }

    /** From the order of the epoch, in which items of rare classes may stand more than once. */
    private int[] atRandom(long step) {
        RandomStream stream = RandomStream.of(seed, "draw", step);
        int[] items = new int[size];
        for (int row = 0; row < size; row++) {
            items[row] = order[stream.nextInt(order.length)];
        }
        return items;
    }
}
