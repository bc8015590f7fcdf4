// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.train.mat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Batch;
import org.diffusion4j.data.Batches;
import org.diffusion4j.image.MaskGenerator;
import org.diffusion4j.network.mat.GeneratorConfig;
import org.diffusion4j.network.mat.RowDraws;
import org.diffusion4j.random.RandomStream;
import org.diffusion4j.tensor.Tensors;

/**
 * What an iteration is made of: real images, a hole for each, and the random choices of its two forwards. A function of
 * seed and iteration alone, whatever the pieces, so that a resumed run needs no cursor.
 *
 * @param data whole batches of images
 * @param holes for images of that size
 * @param network decides how much is drawn
 */
public record MatPieces(
        long seed, Batches data, MaskGenerator holes, GeneratorConfig network, MatTrainConfig config, Device device) {
    private enum Phase {
        GENERATOR,
        DISCRIMINATOR
    }

    /** The pieces of iteration {@code iteration}, counted from 0. */
    List<MatIteration.Piece> of(long iteration) {
        List<MatIteration.Piece> pieces = new ArrayList<>();
        for (Batch batch : data.at(iteration).split(config.pieceSize())) {
            pieces.add(new MatIteration.Piece(
                    Tensors.on(device, Tensors.of(batch.x0(), batch.shape())),
                    known(iteration, batch),
                    draws(iteration, batch, Phase.GENERATOR),
                    draws(iteration, batch, Phase.DISCRIMINATOR)));
        }
        return pieces;
    }

    private Tensor known(long iteration, Batch batch) {
        int side = holes.side();
        float[] values = new float[batch.rows() * side * side];
        for (int row = 0; row < batch.rows(); row++) {
            RandomStream stream = RandomStream.of(seed, "hole", iteration, batch.firstRow() + row);
            System.arraycopy(holes.draw(stream).knownValues(), 0, values, row * side * side, side * side);
        }
        return Tensors.on(device, Tensors.of(values, batch.rows(), 1, side, side));
    }

    private PhaseDraws draws(long iteration, Batch batch, Phase phase) {
        RandomStream root = RandomStream.of(seed, "mat-" + phase.name(), iteration);
        RowDraws rows = new RowDraws(root, batch.firstRow(), batch.rows(), device);
        return new PhaseDraws(
                rows.latents("latent", network.latent()), second(root, rows), rows.chance(network.mixKeep()));
    }

    /** One decision and one row for the whole batch. */
    private Optional<PhaseDraws.Second> second(RandomStream root, RowDraws rows) {
        RandomStream choice = root.child("mixing", 0);
        boolean isMixed = choice.nextDouble() < config.mixing();
        int firstRow = 1 + choice.nextInt(network.rows() - 1);
        return isMixed
                ? Optional.of(new PhaseDraws.Second(rows.latents("second latent", network.latent()), firstRow))
                : Optional.empty();
    }
}
