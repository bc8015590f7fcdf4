// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Noise with one random stream per image: image k of a seed sees the same numbers whatever the batch it is in, the
 * thread that draws and the device. (For point clouds a point is an image.)
 */
public final class ImageNoise implements Noise {
    /** Of one stream in one draw: from here on a longer draw is hardly cheaper per number. */
    private static final int WINDOW_VALUES = 256;

    /** Images whose numbers are put in order together, so that those of an evaluation fill whole lines of the cache. */
    private static final int TILE = 16;

    /** In one window of a large batch, 128 MB: an evaluation that has more of them has a window of its own. */
    private static final long MOST_VALUES = 1L << 24;

    private final long seed;
    private final long firstImage;
    private final int images;
    private final Map<Integer, List<RandomStream>> streams = new ConcurrentHashMap<>();
    private @Nullable NoiseWindow window;

    /** Noise for the images {@code firstImage … firstImage + images − 1} of {@code seed}. */
    public ImageNoise(long seed, long firstImage, int images) {
        this.seed = seed;
        this.firstImage = firstImage;
        this.images = images;
    }

    /** Unit noise to start from, float64, (images, shape of one image…). */
    public Tensor start(long... imageShape) {
        int each = Math.toIntExact(Shapes.elements(imageShape));
        float[] values = new float[Math.multiplyExact(images, each)];
        for (int k = 0; k < images; k++) {
            RandomStream.of(seed, "start", firstImage + k).normals(0, values, k * each, each);
        }
        long[] shape = new long[imageShape.length + 1];
        shape[0] = images;
        System.arraycopy(imageShape, 0, shape, 1, imageShape.length);
        return Tensors.of(values, shape).to(ScalarType.Double);
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        int each = elementsOfOne(like);
        NoiseWindow there = window;
        if (there == null || !there.holds(evaluation, draw, each)) {
            there = window(evaluation, draw, each, Integer.MAX_VALUE);
            window = there;
        }
        return there.unit(evaluation, like);
    }

    /**
     * The numbers of {@link #unit} for {@code evaluation} and some after it; safe on any thread.
     *
     * @param most evaluations at once; of large images there are fewer
     */
    NoiseWindow window(int evaluation, int draw, int each, int most) {
        int stride = RowStride.of(each);
        int size = Math.multiplyExact(images, each);
        int count = (int) Math.max(1, Math.min(most, Math.min(WINDOW_VALUES / stride, MOST_VALUES / size)));
        int perRow = count * stride;
        int tile = count == 1 ? 1 : Math.min(TILE, images);
        double[][] values = new double[count][size];
        float[] rows = new float[tile * perRow];
        List<RandomStream> ofDraw = streams.computeIfAbsent(draw, this::streamsOf);
        for (int first = 0; first < images; first += tile) {
            int many = Math.min(tile, images - first);
            for (int k = 0; k < many; k++) {
                ofDraw.get(first + k).normals((long) evaluation * stride, rows, k * perRow, perRow);
            }
            for (int w = 0; w < count; w++) {
                double[] one = values[w];
                int to = first * each;
                for (int k = 0; k < many; k++) {
                    int from = k * perRow + w * stride;
                    for (int i = 0; i < each; i++) {
                        one[to++] = rows[from + i];
                    }
                }
            }
        }
        return new NoiseWindow(evaluation, draw, each, values);
    }

    int elementsOfOne(Tensor like) {
        if (like.size(0) != images) {
            Shapes.require("the sample that noise is drawn for", like.view(like.size(0), -1), images, Shapes.ANY);
        }
        return Math.toIntExact(like.numel() / images);
    }

    private List<RandomStream> streamsOf(int draw) {
        List<RandomStream> list = new ArrayList<>(images);
        for (int k = 0; k < images; k++) {
            list.add(RandomStream.of(seed, "noise", firstImage + k, draw));
        }
        return list;
    }
}
