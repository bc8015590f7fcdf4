// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.StreamRows;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * Noise with one random stream per image: image k of a seed sees the same numbers whatever the batch it is in, the
 * thread that draws and the device. (For point clouds a point is an image.)
 */
public final class ImageNoise implements Noise {
    /** Of evaluations that are drawn together, 8 MB: one that has more of them is drawn by itself. */
    static final int MOST_VALUES = 1 << 20;

    private final long seed;
    private final long[] images;
    private final Map<Integer, StreamRows> rows = new ConcurrentHashMap<>();

    /** Noise for the images {@code firstImage … firstImage + images − 1} of {@code seed}. */
    public ImageNoise(long seed, long firstImage, int images) {
        this(seed, LongStream.range(firstImage, firstImage + images).toArray());
    }

    /** Noise for the images of these numbers of {@code seed}. */
    public ImageNoise(long seed, long[] images) {
        this.seed = seed;
        this.images = images.clone();
    }

    /** Unit noise to start from, float64, (images, shape of one image…). */
    public Tensor start(long... imageShape) {
        int each = Math.toIntExact(Shapes.elements(imageShape));
        long[] shape = new long[imageShape.length + 1];
        shape[0] = images.length;
        System.arraycopy(imageShape, 0, shape, 1, imageShape.length);
        return drawn(rows("start"), 0, each, 1).view(shape);
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        return Tensors.like(like, drawn(rowsOf(draw), evaluation, elementsOfOne(like), 1));
    }

    /**
     * The first draws of {@link #unit} for {@code evaluation} and some after it; safe on any thread. The caller closes it.
     *
     * @param most evaluations at once; of large images there are fewer
     */
    NoiseWindow window(int evaluation, int each, int most) {
        int count = Math.max(1, Math.min(most, MOST_VALUES / size(each)));
        try (PointerScope scope = new PointerScope()) {
            return NoiseWindow.of(evaluation, each, Tensors.keep(drawn(rowsOf(0), evaluation, each, count)));
        }
    }

    /** Writes the first draws of {@link #unit} of as many evaluations as there are rows; safe on any thread. */
    void fill(int evaluation, int each, List<DoubleBuffer> values) {
        rowsOf(0).draw(evaluation, each, values);
    }

    /** Rows of numbers, image after image: (count, images times {@code each}), float64 on the CPU. */
    private Tensor drawn(StreamRows streams, int first, int each, int count) {
        int size = size(each);
        if (size > Tensors.MOST_SHOWN) { // then it is one row
            double[] values = new double[size];
            streams.draw(first, each, List.of(DoubleBuffer.wrap(values)));
            return Tensors.of(values, 1, size);
        }
        Tensor drawn = Tensors.ofDoubles(count, size);
        DoubleBuffer numbers = Tensors.wideNumbers(drawn);
        streams.draw(
                first,
                each,
                IntStream.range(0, count)
                        .mapToObj(i -> numbers.slice(i * size, size))
                        .toList());
        return drawn;
    }

    /** Numbers of all images, of which each has {@code each}. */
    int size(int each) {
        return Math.multiplyExact(images.length, each);
    }

    /** Numbers of one image of the sample {@code like}. */
    int elementsOfOne(Tensor like) {
        if (like.size(0) != images.length) {
            Shapes.require(
                    "the sample that noise is drawn for", like.view(like.size(0), -1), images.length, Shapes.ANY);
        }
        return Math.toIntExact(like.numel() / images.length);
    }

    private StreamRows rowsOf(int draw) {
        return rows.computeIfAbsent(draw, number -> rows("noise", number));
    }

    private StreamRows rows(String name, long... draw) {
        return new StreamRows(seed, name, images, draw);
    }
}
