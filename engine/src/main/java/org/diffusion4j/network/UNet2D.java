// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.silu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.unet.Level;
import org.diffusion4j.nn.unet.MidBlockType.Middle;
import org.diffusion4j.nn.unet.Passage;
import org.diffusion4j.nn.unet.Stage;
import org.diffusion4j.nn.unet.TimeEmbeddingType;
import org.diffusion4j.nn.unet.Told;
import org.diffusion4j.nn.unet.UNetStyle;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * diffusers' {@code UNet2DModel}: the U-Net of DDPM (Ho et al. 2020), with the variants of ADM (Dhariwal and Nichol 2021)
 * and NCSN++ (Song et al. 2021). Checkpoint names are diffusers'.
 */
public final class UNet2D implements Network {
    private final UNet2DConfig config;
    private final Conv2d first;
    private final UNet2DEmbedding embedding;
    private final List<Stage> down = new ArrayList<>();
    private final List<Stage> up = new ArrayList<>();
    private final @Nullable Stage middle;
    private final GroupNorm norm;
    private final Conv2d last;

    UNet2D(ParameterScope p, UNet2DConfig c) {
        config = c;
        UNetStyle style = c.style();
        List<Integer> widths = c.blockOutChannels();
        int levels = widths.size();
        int bottom = levels - 1;
        first = Conv2d.same(p.in("conv_in"), c.inChannels(), widths.get(0), 3);
        embedding = new UNet2DEmbedding(p, c);
        for (int i = 0; i < levels; i++) {
            Level level = new Level(widths.get(Math.max(0, i - 1)), widths.get(i), 0, i == bottom);
            down.add(c.downBlockTypes().get(i).create(p.in("down_blocks").in("" + i), style, level));
        }
        for (int i = 0; i < levels; i++) { // widths from the deepest up; before the middle, as checkpoints list them
            int before = widths.get(Math.min(bottom, bottom - i + 1));
            int skip = widths.get(Math.max(0, bottom - i - 1));
            Level level = new Level(before, widths.get(bottom - i), skip, i == bottom);
            up.add(c.upBlockTypes().get(i).create(p.in("up_blocks").in("" + i), style, level));
        }
        Middle middleStyle = new Middle(c.addAttention(), c.attnNormNumGroups(), c.midBlockScaleFactor());
        middle = c.midBlockType()
                .map(type -> type.create(p.in("mid_block"), style, widths.get(bottom), middleStyle))
                .orElse(null);
        norm = GroupNorm.of(p.in("conv_norm_out"), widths.get(0), style.groups(widths.get(0)), c.normEps());
        last = Conv2d.same(p.in("conv_out"), widths.get(0), c.outChannels(), 3);
    }

    @Override
    public Tensor forward(Tensor xT, Tensor time, Condition condition) {
        return forward(xT, time, condition, (name, value) -> {});
    }

    /**
     * One evaluation that can be looked into.
     *
     * @param xT (B, inChannels, H, W); H and W multiples of 2 to the number of halvings
     * @param time (B) or (1): steps, or noise levels above 0 for Fourier features
     * @param stages is told the name of a part, such as {@code down_blocks.0}, and what comes out of it
     * @return (B, outChannels, H, W)
     */
    public Tensor forward(Tensor xT, Tensor time, Condition condition, BiConsumer<String, Tensor> stages) {
        return forward(xT, time, condition, stages, Dropout.NONE);
    }

    private Tensor forward(
            Tensor xT, Tensor time, Condition condition, BiConsumer<String, Tensor> stages, Dropout dropout) {
        requirePicture(xT);
        // all channels of a pixel side by side: convolutions take half the time
        Tensor given = xT.contiguous(MemoryFormat.ChannelsLast);
        Tensor x = config.centerInputSample() ? Tensors.plus(Tensors.times(given, 2), -1) : given;
        Tensor emb = embedding.forward(time, condition, xT.size(0), stages);
        Told told = new Told(config.actFn().of(emb), dropout); // activated once for all blocks
        Tensor h = first.forward(x);
        stages.accept("conv_in", h);
        Passage passage = new Passage(h, x);
        walk("down_blocks.", down, passage, told, stages);
        passage.turn();
        if (middle != null) {
            middle.pass(passage, told);
            stages.accept("mid_block", passage.features());
        }
        walk("up_blocks.", up, passage, told, stages);
        h = norm.forward(passage.features());
        stages.accept("conv_norm_out", h);
        Tensor out = last.forward(silu(h));
        Tensor picture = passage.picture();
        out = picture == null ? out : out.add(picture);
        out = config.timeEmbeddingType() == TimeEmbeddingType.FOURIER ? out.div(time.view(-1, 1, 1, 1)) : out;
        return out.contiguous();
    }

    private static void walk(
            String prefix, List<Stage> stages, Passage passage, Told told, BiConsumer<String, Tensor> seen) {
        for (int i = 0; i < stages.size(); i++) {
            stages.get(i).pass(passage, told);
            seen.accept(prefix + i, passage.features());
        }
    }

    private void requirePicture(Tensor xT) {
        Shapes.require("xT", xT, Shapes.ANY, config.inChannels(), Shapes.ANY, Shapes.ANY);
        int stride = config.stride();
        if (xT.size(2) % stride != 0 || xT.size(3) % stride != 0) {
            throw new ShapeException(
                    "a picture of %d x %d cannot enter this network: height and width must be multiples of %d. Resize or pad it."
                            .formatted(xT.size(2), xT.size(3), stride));
        }
    }

    /** Itself, or with features left out where the configuration asks for it. */
    @Override
    public Network training(Dropout dropout) {
        return config.dropout() == 0
                ? this
                : (xT, time, condition) -> forward(xT, time, condition, (name, value) -> {}, dropout);
    }
}
