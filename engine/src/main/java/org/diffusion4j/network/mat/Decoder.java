// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.BottomBlock;
import org.diffusion4j.nn.mat.DecoderBlock;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.tensor.Temporaries;

/** From the encoder's coarsest features to an image, doubling by doubling, under rows of w and the image's own style. */
public final class Decoder {
    private final BottomBlock bottom;
    private final List<DecoderBlock> blocks = new ArrayList<>();

    /** Takes {@code Dec_RxR} from {@code p} for R from the bottom up to the resolution of {@code c}. */
    public Decoder(ParameterScope p, GeneratorConfig c) {
        int style = c.decoderStyle();
        int channels = c.channels().at(c.bottom());
        bottom = BottomBlock.of(
                named(p, c.bottom()),
                new DecoderBlock.Spec(channels, channels, style, c.colours(), c.bottom(), c.demodulates()));
        for (int side = 2 * c.bottom(); side <= c.resolution(); side *= 2) {
            int in = c.channels().at(side / 2);
            int out = c.channels().at(side);
            blocks.add(DecoderBlock.of(
                    named(p, side), new DecoderBlock.Spec(in, out, style, c.colours(), side, c.demodulates())));
        }
    }

    private static ParameterScope named(ParameterScope p, int side) {
        return p.in("Dec_%dx%d".formatted(side, side));
    }

    /**
     * One image.
     *
     * @param rows of w (B, rows, style); a block's colours share theirs with the first convolution of the next block
     * @param global the image's own style (B, …)
     * @param levels the encoder's features, the finest first; the coarsest is what is decoded
     */
    public Tensor forward(Tensor rows, Tensor global, List<Tensor> levels, LayerNoise noise) {
        int coarsest = levels.size() - 1;
        Tensor start = levels.get(coarsest);
        DecoderBlock.Level x = Temporaries.freedAfter(
                () -> bottom.forward(start, code(rows, 0, global), code(rows, 1, global), start, noise),
                DecoderBlock.Level::tensors);
        for (int i = 0; i < blocks.size(); i++) {
            DecoderBlock block = blocks.get(i);
            DecoderBlock.Level coarser = x;
            Tensor skip = levels.get(coarsest - 1 - i);
            int first = 2 * i + 1;
            x = Temporaries.freedAfter(
                    () -> block.forward(
                            coarser,
                            new DecoderBlock.Styles(
                                    code(rows, first, global),
                                    code(rows, first + 1, global),
                                    code(rows, first + 2, global)),
                            skip,
                            noise),
                    DecoderBlock.Level::tensors);
        }
        return Objects.requireNonNull(x.colours());
    }

    /** A row of w, then the image's style. */
    private static Tensor code(Tensor rows, int row, Tensor global) {
        return cat(new TensorVector(rows.select(1, row), global), 1);
    }
}
