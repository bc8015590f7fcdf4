// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.network.mat.Encoder;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.BottomBlock;
import org.diffusion4j.nn.mat.Conv2dLayer;
import org.diffusion4j.nn.mat.DecoderBlock;
import org.diffusion4j.nn.mat.DiscriminatorBlock;
import org.diffusion4j.nn.mat.EncoderBlock;
import org.diffusion4j.nn.mat.ToStyle;

/** The convolutional blocks of the second stage and of the discriminator. */
final class MatStages {
    private static final int STYLE_HALVINGS = 3;

    static final Map<String, MatCase.Check> CHECKS = Map.of(
            "EncFromRGB", one -> image(one, (p, in, out) -> EncoderBlock.fromImage(p, in, out)::forward),
            "ConvBlockDown", one -> image(one, (p, in, out) -> EncoderBlock.halving(p, in, out)::forward),
            "Encoder", MatStages::encoder,
            "ToStyle", one -> image(one, (p, in, out) -> ToStyle.of(p, in, out, STYLE_HALVINGS)::forward),
            "DecBlockFirstV2", MatStages::bottom,
            "DecBlock", MatStages::decoder,
            "DecStyleBlock", MatStages::styleBlock,
            "DisFromRGB", one -> image(one, (p, in, out) -> fromRgb(p, in, out)::forward),
            "DisBlock", one -> image(one, (p, in, out) -> DiscriminatorBlock.of(p, in, out)::forward));

    private MatStages() {}

    /** Makes a module that takes one image. */
    private interface Plan {
        Function<Tensor, Tensor> make(ParameterScope p, int in, int out);
    }

    private static void image(MatCase one, Plan plan) {
        Node c = one.config();
        int in = c.at("in_channels").integer();
        int out = c.at("out_channels").integer();
        MatLayers.run(one, p -> plan.make(p, in, out), block -> one.check("y", block.apply(one.input("x"))));
    }

    private static Conv2dLayer fromRgb(ParameterScope p, int in, int out) {
        return Conv2dLayer.of(p.in("conv"), Conv2dLayer.Spec.of(in, out, 1).with(Activation.LRELU));
    }

    private static void encoder(MatCase one) {
        Node c = one.config();
        int finest = c.at("res_log2").integer();
        int coarsest = 4;
        int in = 2 * c.at("img_channels").integer() + 1;
        MatLayers.run(one, p -> new Encoder(p, in, MatNetworks.channels(c), 1 << finest, 1 << coarsest), encoder -> {
            List<Tensor> levels = encoder.forward(one.input("x"));
            for (int level = finest; level >= coarsest; level--) {
                one.check("E" + level, levels.get(finest - level));
            }
        });
    }

    private static DecoderBlock.Spec spec(Node c, int noiseSide) {
        return new DecoderBlock.Spec(
                c.at("in_channels").integer(),
                c.at("out_channels").integer(),
                c.at("style_dim").integer(),
                c.at("img_channels").integer(),
                noiseSide,
                MatCase.flag(c, "demodulate", true));
    }

    /** Row {@code i} of ws, then the global style. */
    private static Tensor code(MatCase one, long i) {
        return cat(new TensorVector(one.input("ws").select(1, i), one.input("gs")), 1);
    }

    private static void bottom(MatCase one) {
        int side = (int) one.input("x").size(2);
        MatLayers.run(
                one,
                p -> BottomBlock.of(p, spec(one.config(), noiseSide(one.config(), side))),
                block -> check(
                        one,
                        block.forward(
                                one.input("x"),
                                code(one, 0),
                                code(one, 1),
                                one.input("E4"),
                                MatLayers.noise(one.config()))));
    }

    private static void decoder(MatCase one) {
        Node c = one.config();
        int level = c.at("res").integer();
        int first = 2 * level - 9;
        MatLayers.run(one, p -> DecoderBlock.of(p, spec(c, noiseSide(c, 1 << level))), block -> {
            DecoderBlock.Styles styles =
                    new DecoderBlock.Styles(code(one, first), code(one, first + 1), code(one, first + 2));
            DecoderBlock.Level coarser = new DecoderBlock.Level(one.input("x"), one.inputOrNull("img"));
            check(one, block.forward(coarser, styles, one.input("E" + level), MatLayers.noise(c)));
        });
    }

    private static int noiseSide(Node c, int side) {
        return MatCase.flag(c, "use_noise", true) ? side : 0;
    }

    private static void styleBlock(MatCase one) {
        int side = 2 * (int) one.input("x").size(2);
        MatLayers.run(
                one,
                p -> DecoderBlock.of(p, spec(one.config(), noiseSide(one.config(), side))),
                block -> check(
                        one,
                        block.forward(
                                new DecoderBlock.Level(one.input("x"), one.inputOrNull("img")),
                                DecoderBlock.Styles.all(one.input("style")),
                                one.input("skip"),
                                MatLayers.noise(one.config()))));
    }

    private static void check(MatCase one, DecoderBlock.Level level) {
        one.check("x", level.features());
        one.check("img", Objects.requireNonNull(level.colours()));
    }
}
