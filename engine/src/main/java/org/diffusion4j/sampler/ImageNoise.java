// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * Noise with one random stream per image: image k of a seed sees the same numbers whatever the batch it is in, the
 * thread that draws and the device. (For point clouds a point is an image.)
 */
public final class ImageNoise implements Noise {
    private final long seed;
    private final long firstImage;
    private final int images;
    private final ConcurrentHashMap<Integer, List<RandomStream>> streams = new ConcurrentHashMap<>();

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
        return Tensors.of(values, shape).to(org.bytedeco.pytorch.global.torch.ScalarType.Double);
    }

    @Override
    public Tensor unit(int evaluation, int draw, Tensor like) {
        return tensor(values(evaluation, draw, elementsOfOne(like)), like);
    }

    /** The numbers of {@link #unit} without a tensor; safe on any thread. */
    float[] values(int evaluation, int draw, int each) {
        List<RandomStream> ofDraw = streams.computeIfAbsent(draw, this::streamsOf);
        int stride = RowStride.of(each);
        float[] values = new float[Math.multiplyExact(images, each)];
        for (int k = 0; k < images; k++) {
            ofDraw.get(k).normals((long) evaluation * stride, values, k * each, each);
        }
        return values;
    }

    static Tensor tensor(float[] values, Tensor like) {
        return Tensors.of(values, like.shape()).to(like.device(), like.scalar_type());
    }

    int elementsOfOne(Tensor like) {
        Shapes.require("noise for", like.view(like.size(0), -1), images, Shapes.ANY);
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
