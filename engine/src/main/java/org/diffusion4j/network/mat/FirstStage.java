// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.Conv2dLayer;
import org.diffusion4j.nn.mat.DecoderBlock;
import org.diffusion4j.nn.mat.FullyConnected;
import org.diffusion4j.nn.mat.Interpolation;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.PartialConv;
import org.diffusion4j.nn.mat.Scale;
import org.diffusion4j.nn.mat.StyleMix;
import org.diffusion4j.nn.mat.ToStyle;
import org.diffusion4j.nn.mat.Tokens;
import org.diffusion4j.nn.mat.TransformerGroup;
import org.diffusion4j.tensor.Temporaries;

/**
 * Fills the hole at large: partial convolutions down to a grid of tokens, transformer groups over it, convolutions under a
 * style back to the image (Li et al. 2022, section 3).
 */
public final class FirstStage {
    private final FirstStageConfig config;
    private final PartialConv convFirst;
    private final List<PartialConv> encoder = new ArrayList<>();
    private final List<TransformerGroup> groups = new ArrayList<>();
    private final List<Conv2dLayer> downConv;
    private final FullyConnected toStyle, wStyle, toSquare;
    private final List<DecoderBlock> decoder = new ArrayList<>();

    /**
     * Takes its parameters from {@code p} in the order of the official model.
     *
     * @param resolution side of an image, at least twice the token grid
     * @param style numbers in a row of w
     */
    public FirstStage(ParameterScope p, FirstStageConfig c, int colours, int resolution, int style) {
        config = c;
        int dim = c.dim();
        int halvings = Sides.log2(resolution / c.tokenSide());
        convFirst = PartialConv.of(p.in("conv_first"), Conv2dLayer.Spec.lrelu3(colours + 1, dim));
        for (int i = 0; i < halvings; i++) {
            encoder.add(PartialConv.of(
                    p.in("enc_conv").in(Integer.toString(i)),
                    Conv2dLayer.Spec.lrelu3(dim, dim).with(Scale.DOWN)));
        }
        for (int i = 0; i < c.depths().size(); i++) {
            groups.add(new TransformerGroup(p.in("tran").in(Integer.toString(i)), c.group(i)));
        }
        int middleSide = c.side(c.middle());
        downConv = ToStyle.pyramid(p.in("down_conv"), dim, Sides.log2(middleSide));
        toStyle = lrelu(p.in("to_style"), dim, 2 * dim);
        wStyle = lrelu(p.in("ws_style"), style, dim);
        toSquare = lrelu(p.in("to_square"), dim, middleSide * middleSide);
        for (int i = 0; i < halvings; i++) {
            decoder.add(DecoderBlock.of(
                    p.in("dec_conv").in(Integer.toString(i)),
                    new DecoderBlock.Spec(dim, dim, 3 * dim, colours, 0, c.demodulates())));
        }
    }

    private static FullyConnected lrelu(ParameterScope p, int in, int out) {
        return FullyConnected.of(p, FullyConnected.Spec.of(in, out).with(Activation.LRELU));
    }

    /**
     * image (B, colours, H, W), known (B, 1, H, W), rows (B, rows, style) -> (B, colours, H, W), equal to the image where
     * it is known.
     */
    public Tensor forward(Tensor image, Tensor known, Tensor rows, StyleMix mix) {
        List<Tensor> skips = new ArrayList<>(); // features at the image's resolution, a half, …
        Tokens x = Tokens.of(encode(image, known, skips));
        List<Tensor> shortcuts = new ArrayList<>(); // tokens of the groups on the way down
        int middle = config.middle();
        for (int i = 0; i < middle; i++) {
            x = group(i, x);
            shortcuts.add(x.values());
        }
        x = group(middle, x.unmasked()); // by now tokens are valid or as good as valid
        Tensor u = wStyle.forward(rows.select(1, rows.size(1) - 1)); // (B, dim)
        x = mixed(x, u, mix);
        Tensor style = style(x, u); // (B, 3·dim)
        for (int i = middle + 1; i < groups.size(); i++) {
            Tokens y = group(i, x);
            x = new Tokens(y.values().add(shortcuts.get(groups.size() - 1 - i)), y.height(), y.width(), null);
        }
        return Inputs.composed(decode(x.features().features(), style, skips), image, known);
    }

    private PartialConv.Masked encode(Tensor image, Tensor known, List<Tensor> skips) {
        Tensor input = Inputs.masked(known, image.mul(known)).contiguous(MemoryFormat.ChannelsLast);
        PartialConv.Masked x = partial(convFirst, new PartialConv.Masked(input, known));
        skips.add(x.features());
        for (int i = 0; i < encoder.size(); i++) {
            x = partial(encoder.get(i), x);
            if (i < encoder.size() - 1) {
                skips.add(x.features());
            }
        }
        return x;
    }

    private static PartialConv.Masked partial(PartialConv conv, PartialConv.Masked x) {
        return Temporaries.freedAfter(() -> conv.forward(x), y -> Arrays.asList(y.features(), y.known()));
    }

    private Tokens group(int i, Tokens x) {
        return Temporaries.freedAfter(() -> groups.get(i).forward(x), y -> Arrays.asList(y.values(), y.known()));
    }

    /** Where the map is 0 the style takes the place of a token. */
    private Tokens mixed(Tokens x, Tensor u, StyleMix mix) {
        Tensor tokens = x.values(); // (B, L, dim)
        Tensor square = Interpolation.line(toSquare.forward(u).unsqueeze(1), tokens.size(1))
                .transpose(1, 2); // (B, L, 1)
        return new Tokens(mix.mixed(StyleMix.Stage.FIRST, square, tokens), x.height(), x.width(), null);
    }

    private Tensor style(Tokens x, Tensor u) {
        Tensor g = toStyle.forward(ToStyle.pooled(downConv, x.features().features())); // (B, 2·dim)
        return cat(new TensorVector(g, u), 1);
    }

    private Tensor decode(Tensor features, Tensor style, List<Tensor> skips) {
        DecoderBlock.Styles styles = DecoderBlock.Styles.all(style);
        DecoderBlock.Level x = new DecoderBlock.Level(features, null);
        for (int i = 0; i < decoder.size(); i++) {
            DecoderBlock block = decoder.get(i);
            DecoderBlock.Level coarser = x;
            Tensor skip = skips.get(decoder.size() - 1 - i);
            x = Temporaries.freedAfter(
                    () -> block.forward(coarser, styles, skip, LayerNoise.NONE), DecoderBlock.Level::tensors);
        }
        return Objects.requireNonNull(x.colours());
    }
}
