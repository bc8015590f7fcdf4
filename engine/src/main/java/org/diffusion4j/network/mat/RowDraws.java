// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.StyleMix;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.random.RowStride;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * The random numbers of the generator, image by image: image i of a batch draws the same whatever the batch it is in.
 *
 * @param root decides everything, by its identity and not by its position
 * @param images numbers of the images within all that {@code root} stands for, 0 to 2^43
 * @param device where the network is
 */
public record RowDraws(RandomStream root, List<Long> images, Device device) {
    private static final int UNIFORMS_PER_BLOCK = 4;

    /** Copies the numbers. */
    public RowDraws {
        images = List.copyOf(images);
    }

    /** Draws for the images {@code firstRow … firstRow + rows − 1}. */
    public RowDraws(RandomStream root, int firstRow, int rows, Device device) {
        this(root, LongStream.range(firstRow, (long) firstRow + rows).boxed().toList(), device);
    }

    private int rows() {
        return images.size();
    }

    /** Latents (rows, each). */
    public Tensor latents(String name, int each) {
        return normals(root.child(name, 0), rows(), each);
    }

    /** New noise in every layer and a new style mix that keeps {@code keep} of the features; for one forward. */
    public Generator.Chance chance(double keep) {
        return new Generator.Chance(noise(), mix(keep));
    }

    /** New noise in every layer of one forward. */
    public LayerNoise noise() {
        int[] layer = {0};
        return (stored, features) ->
                normals(root.child("noise", layer[0]++), features.size(0), 1, features.size(2), features.size(3));
    }

    /** A style mix that keeps {@code keep} of the features, in [0, 1]. */
    public StyleMix mix(double keep) {
        return (stage, features) -> kept(root.child("mix/" + stage.name(), 0), keep, features.shape());
    }

    private Tensor normals(RandomStream stream, long... shape) {
        int each = each(shape);
        int stride = RowStride.of(each);
        float[] values = new float[rows() * each];
        for (int row = 0; row < rows(); row++) {
            stream.normals(images.get(row) * stride, values, row * each, each);
        }
        return Tensors.on(device, Tensors.of(values, shape));
    }

    private Tensor kept(RandomStream stream, double keep, long... shape) {
        int each = each(shape);
        long blocks = ((long) each + UNIFORMS_PER_BLOCK - 1) / UNIFORMS_PER_BLOCK;
        float[] values = new float[rows() * each];
        for (int row = 0; row < rows(); row++) {
            stream.at(images.get(row) * blocks).fillUniform(values, row * each, each);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] < keep ? 1 : 0;
        }
        return Tensors.on(device, Tensors.of(values, shape));
    }

    private int each(long... shape) {
        if (shape[0] != rows()) {
            throw new IllegalStateException("draws of %d images were asked for %d".formatted(rows(), shape[0]));
        }
        return Math.toIntExact(Shapes.elements(shape) / rows());
    }
}
