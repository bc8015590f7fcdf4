// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * Noise with one random stream per image: image k of a seed sees the same numbers whatever the batch it is in, the
 * thread that draws and the device. (For point clouds a point is an image.)
 */
public final class ImageNoise implements Noise {
    private static final int WINDOW_VALUES = 256;

    private final long seed;
    private final long firstImage;
    private final int images;
    private final Map<Integer, List<RandomStream>> streams = new HashMap<>();
    private float[] ahead = {}; // (window, images, each)
    private int aheadFrom = -1;
    private int aheadCount;
    private int aheadDraw;
    private int aheadEach;

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
        return tensor(values(evaluation, draw, elementsOfOne(like)), like);
    }

    /**
     * The numbers of {@link #unit} without a tensor; safe on any thread. Of small images several evaluations are drawn
     * at once, since a long draw from one stream costs less per number than many short ones.
     */
    synchronized float[] values(int evaluation, int draw, int each) {
        boolean isThere = draw == aheadDraw
                && each == aheadEach
                && evaluation >= aheadFrom
                && evaluation < aheadFrom + aheadCount;
        if (!isThere) {
            fill(evaluation, draw, each);
        }
        int size = images * each;
        int from = (evaluation - aheadFrom) * size;
        return Arrays.copyOfRange(ahead, from, from + size);
    }

    private void fill(int evaluation, int draw, int each) {
        int stride = RowStride.of(each);
        int window = Math.max(1, WINDOW_VALUES / stride);
        int all = Math.multiplyExact(images, Math.multiplyExact(window, each));
        if (ahead.length != all) {
            ahead = new float[all];
        }
        float[] row = new float[window * stride]; // of one image
        List<RandomStream> ofDraw = streams.computeIfAbsent(draw, this::streamsOf);
        for (int k = 0; k < images; k++) {
            ofDraw.get(k).normals((long) evaluation * stride, row, 0, row.length);
            for (int w = 0; w < window; w++) { // put in order while the row is in the cache
                int to = (w * images + k) * each;
                for (int i = 0; i < each; i++) {
                    ahead[to + i] = row[w * stride + i];
                }
            }
        }
        aheadFrom = evaluation;
        aheadCount = window;
        aheadDraw = draw;
        aheadEach = each;
    }

    static Tensor tensor(float[] values, Tensor like) {
        return Tensors.of(values, like.shape()).to(like.device(), like.scalar_type());
    }

    int elementsOfOne(Tensor like) {
        Shapes.require("the sample that noise is drawn for", like.view(like.size(0), -1), images, Shapes.ANY);
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
