// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * How far fills are from what was there, on images that are never trained on: the mean absolute difference within the
 * hole, as a share of the range of colours. The same images, holes, latents and style mixes each time; constant noise, no
 * truncation.
 *
 * @param items never trained on
 * @param images how many of them are measured, from the first on
 * @param batch computed at once
 */
public record MatHeldOut(
        long seed, DataSource items, MaskGenerator holes, int images, int batch, double mixKeep, Device device) {
    private static final double RANGE = 2;

    /** The distance of the fills by {@code generator}, 0 or more. */
    public double score(Generator generator, int latent) {
        double sum = 0;
        double pixels = 0;
        for (int first = 0; first < count(); first += batch) {
            int rows = Math.min(batch, count() - first);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor real = real(first, rows);
                Tensor known = known(first, rows);
                RowDraws draws = new RowDraws(RandomStream.of(seed, "held-out"), first, rows, device);
                MappingNet mapping = generator.mapping();
                Tensor styles = mapping.rows(mapping.style(draws.latents("latent", latent), null), Truncation.NONE);
                Tensor filled = generator
                        .forward(real, known, styles, new Generator.Chance(LayerNoise.CONSTANT, draws.mix(mixKeep)))
                        .image();
                sum += filled.sub(real).abs().sum().item_double(); // known pixels are equal and count nothing
                pixels += (rows * (double) known.size(2) * known.size(3)
                                - known.sum().item_double())
                        * real.size(1);
            }
        }
        return sum / pixels / RANGE;
    }

    private int count() {
        return Math.min(images, items.size());
    }

    private Tensor real(int first, int rows) {
        float[] values = new float[rows * items.itemElements()];
        for (int row = 0; row < rows; row++) {
            items.read(first + row, values, row * items.itemElements());
        }
        long[] item = items.itemShape();
        return Tensors.on(device, Tensors.of(values, rows, item[0], item[1], item[2]));
    }

    private Tensor known(int first, int rows) {
        int side = holes.side();
        float[] values = new float[rows * side * side];
        for (int row = 0; row < rows; row++) {
            float[] one = holes.draw(RandomStream.of(seed, "mask", first + row)).knownValues();
            System.arraycopy(one, 0, values, row * side * side, one.length);
        }
        return Tensors.on(device, Tensors.of(values, rows, 1, side, side));
    }
}
