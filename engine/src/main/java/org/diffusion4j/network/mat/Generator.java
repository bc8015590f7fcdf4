// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.FullyConnected;
import org.diffusion4j.nn.mat.Interpolation;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.StyleMix;
import org.diffusion4j.nn.mat.ToStyle;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Temporaries;

/**
 * MAT (Li et al. 2022, "MAT: Mask-Aware Transformer for Large Hole Image Inpainting"): fills the hole of an image twice,
 * at large and then in detail, in a way that a latent decides. What the image has inside the hole never matters.
 *
 * <p>Checkpoint names are those of the official release: {@code synthesis.*}, {@code mapping.*}.
 */
public final class Generator {
    private final GeneratorConfig config;
    private final FirstStage firstStage;
    private final Encoder encoder;
    private final FullyConnected toSquare;
    private final ToStyle toStyle;
    private final Decoder decoder;
    private final MappingNet mapping;

    /**
     * A filled image.
     *
     * @param image (B, colours, H, W), equal to the input where it is known; not clamped
     * @param draft the first stage's fill, likewise
     */
    public record Filled(Tensor image, Tensor draft) {
        List<Tensor> tensors() {
            return List.of(image, draft);
        }
    }

    /**
     * The choices of one forward.
     *
     * @param noise of the second stage's layers
     * @param mix where styles take the place of features
     */
    public record Chance(LayerNoise noise, StyleMix mix) {}

    /** Takes its parameters from {@code p} in the order of the official model. */
    public Generator(ParameterScope p, GeneratorConfig c) {
        config = c;
        ParameterScope s = p.in("synthesis");
        int channels = c.channels().at(c.bottom());
        firstStage = new FirstStage(s.in("first_stage"), c.firstStage(), c.colours(), c.resolution(), c.style());
        encoder = new Encoder(s.in("enc"), 2 * c.colours() + 1, c.channels(), c.resolution(), c.bottom());
        toSquare = FullyConnected.of(
                s.in("to_square"),
                FullyConnected.Spec.of(c.style(), c.bottom() * c.bottom()).with(Activation.LRELU));
        toStyle = ToStyle.of(s.in("to_style"), channels, 2 * channels, Sides.log2(c.bottom()) - 1);
        decoder = new Decoder(s.in("dec"), c);
        mapping = new MappingNet(
                p.in("mapping"),
                new MappingNet.Spec(c.latent(), c.label(), c.style(), c.rows(), c.mappingLayers(), c.averageDecay()));
    }

    /** From latents to styles. */
    public MappingNet mapping() {
        return mapping;
    }

    /**
     * Fills holes.
     *
     * @param image (B, colours, H, W) in [−1, 1]; H and W the network's resolution or multiples of it
     * @param known (B, 1, H, W), 1 known, 0 hole
     * @param rows styles (B, rows, style), as {@link MappingNet#rows} gives them
     */
    public Filled forward(Tensor image, Tensor known, Tensor rows, Chance chance) {
        long height = image.size(2);
        long width = image.size(3);
        Shapes.require("image", image, Shapes.ANY, config.colours(), height, width);
        Shapes.require("known", known, image.size(0), 1, height, width);
        Shapes.require("rows", rows, image.size(0), config.rows(), config.style());
        return Temporaries.freedAfter(
                () -> {
                    Tensor draft = Temporaries.freedAfter(() -> firstStage.forward(image, known, rows, chance.mix()));
                    return new Filled(second(image, known, draft, rows, chance), draft);
                },
                Filled::tensors);
    }

    private Tensor second(Tensor image, Tensor known, Tensor draft, Tensor rows, Chance chance) {
        Tensor seen = image.mul(known);
        Tensor input =
                Inputs.masked(known, Inputs.composed(draft, image, known), seen).contiguous(MemoryFormat.ChannelsLast);
        List<Tensor> levels = new ArrayList<>(encoder.forward(input));
        int coarsest = levels.size() - 1;
        Tensor mixed = mixed(levels.get(coarsest), rows.select(1, 0), chance.mix());
        levels.set(coarsest, mixed);
        Tensor global = toStyle.forward(mixed); // (B, 2·channels)
        return Inputs.composed(decoder.forward(rows, global, levels, chance.noise()), image, known);
    }

    /** Where the map is 0 the style takes the place of a feature. */
    private Tensor mixed(Tensor features, Tensor style, StyleMix mix) {
        long side = config.bottom();
        Tensor square = Interpolation.plane(
                toSquare.forward(style).view(-1, 1, side, side), features.size(2), features.size(3));
        return mix.mixed(StyleMix.Stage.SECOND, square, features).contiguous(MemoryFormat.ChannelsLast);
    }
}
