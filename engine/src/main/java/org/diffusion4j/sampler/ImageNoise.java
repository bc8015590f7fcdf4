// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
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
        double[] values = new double[size(each)];
        if (values.length > Tensors.MOST_SHOWN) {
            rows("start").draw(0, each, List.of(DoubleBuffer.wrap(values)));
            return Tensors.of(values, shape);
        }
        Tensor start = Tensors.of(values, shape);
        rows("start").draw(0, each, List.of(Tensors.wideNumbers(start)));
        return start;
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        int each = elementsOfOne(like);
        double[] values = new double[size(each)];
        fill(evaluation, draw, each, List.of(DoubleBuffer.wrap(values)));
        return Tensors.like(like, values);
    }

    /**
     * The first draws of {@link #unit} for {@code evaluation} and some after it; safe on any thread.
     *
     * @param most evaluations at once; of large images there are fewer
     */
    NoiseWindow window(int evaluation, int each, int most) {
        int size = size(each);
        double[][] values = new double[Math.max(1, Math.min(most, MOST_VALUES / size))][size];
        fill(evaluation, 0, each, Arrays.stream(values).map(DoubleBuffer::wrap).toList());
        return new NoiseWindow(evaluation, each, values);
    }

    /** Writes the numbers of {@link #unit} of as many evaluations as there are rows, image after image; safe on any thread. */
    void fill(int evaluation, int draw, int each, List<DoubleBuffer> values) {
        rows.computeIfAbsent(draw, this::rowsOf).draw(evaluation, each, values);
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
        return rows("noise", draw);
    }

    private StreamRows rows(String name, long... draw) {
        List<RandomStream> list = new ArrayList<>(images.length);
        for (long image : images) {
            list.add(RandomStream.of(
                    seed,
                    name,
                    LongStream.concat(LongStream.of(image), LongStream.of(draw)).toArray()));
        }
        return new StreamRows(list);
    }
}
