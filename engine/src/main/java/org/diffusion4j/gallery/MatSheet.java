// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.gallery;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.DataSource;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.model.MatModel;
import org.diffusion4j.network.mat.Generator;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.nn.mat.Truncation;
import org.diffusion4j.plot.Grid;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * Pictures with a hole, filled by both stages, and as they were: four rows. Pictures are picked at random and never by
 * hand; the same seed gives the same pictures, holes and fills.
 *
 * @param items pictures of the model's size
 * @param seed of the choice, the holes and the fills
 * @param columns how many pictures, at least 1
 */
record MatSheet(DataSource items, long seed, int columns) {
    private static final int TILE = 96;

    /** The sheet for a model. */
    BufferedImage draw(MatModel model, String title) {
        int count = Math.min(columns, items.size());
        try (PointerScope scope = new PointerScope()) {
            Tensor real = Tensors.on(model.device(), real(count));
            Tensor known =
                    Tensors.on(model.device(), known(count, model.recipe().maskGenerator()));
            RowDraws draws = new RowDraws(RandomStream.of(seed, "sheet"), 0, count, model.device());
            Generator.Filled filled = model.fill(real, known, draws, Truncation.NONE);
            List<BufferedImage> tiles = new ArrayList<>();
            for (Tensor row : List.of(real.mul(known), filled.draft(), filled.image(), real)) { // the hole is grey
                tiles.addAll(Tiles.of(Tensors.floats(row), row.shape()));
            }
            int scale = Math.max(1, Math.round((float) TILE / tiles.get(0).getWidth()));
            return Grid.of(tiles, count)
                    .scaled(scale)
                    .titled(title)
                    .rowsNamed(List.of("hole", "first stage", "filled", "picture"))
                    .draw();
        }
    }

    private Tensor real(int count) {
        int each = items.itemElements();
        int[] order = RandomStream.of(seed, "shown").permutation(items.size());
        float[] values = new float[count * each];
        for (int i = 0; i < count; i++) {
            items.read(order[i], values, i * each);
        }
        long[] item = items.itemShape();
        return Tensors.of(values, count, item[0], item[1], item[2]);
    }

    private Tensor known(int count, MaskGenerator holes) {
        int pixels = holes.side() * holes.side();
        float[] values = new float[count * pixels];
        for (int i = 0; i < count; i++) {
            float[] one = holes.draw(RandomStream.of(seed, "mask", i)).knownValues();
            System.arraycopy(one, 0, values, i * pixels, pixels);
        }
        return Tensors.of(values, count, 1, holes.side(), holes.side());
    }
}
