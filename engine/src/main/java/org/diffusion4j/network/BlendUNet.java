// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.diffusion4j.tensor.Temporaries.insteadOf;
import static org.diffusion4j.tensor.Temporaries.joined;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.LayerNorm;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.SinusoidalTime;
import org.diffusion4j.tensor.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * The U-Net of the linear blend: four resolutions of one width, the time a factor in every block, two dense layers at
 * the bottom through which the whole picture passes. 3,586,819 parameters at its own size. Checkpoint names: {@code
 * time_dense}, {@code time_norm}, {@code down.0..3}, {@code mid_dense1}, {@code mid_norm1}, {@code mid_dense2}, {@code
 * mid_norm2}, {@code up.0..3}, {@code out}.
 */
final class BlendUNet implements Network {
    private static final int LEVELS = 4;

    private static final long[] TWO = {2, 2};

    private final BlendUNetConfig config;
    private final @Nullable SinusoidalTime sinusoids;
    private final Linear timeDense, midDense1, midDense2;
    private final LayerNorm timeNorm, midNorm1, midNorm2;
    private final List<TimeBlock> down = new ArrayList<>();
    private final TimeBlock lowest;
    private final List<EnlargingTimeBlock> up = new ArrayList<>();
    private final Conv2d out;

    BlendUNet(ParameterScope p, BlendUNetConfig c) {
        config = c;
        sinusoids = c.time() == BlendUNetConfig.Time.SINUSOIDAL ? new SinusoidalTime(c.timeWidth()) : null;
        timeDense = KerasLayers.dense(p.in("time_dense"), sinusoids == null ? 1 : c.timeWidth(), c.timeWidth());
        timeNorm = KerasLayers.norm(p.in("time_norm"), c.timeWidth());
        for (int i = 0; i < LEVELS; i++) {
            int in = i == 0 ? c.channels() : c.width();
            down.add(new TimeBlock(p.in("down").in(Integer.toString(i)), in, c.width(), c.timeWidth()));
        }
        int pixels = c.smallest() * c.smallest();
        midDense1 = KerasLayers.dense(p.in("mid_dense1"), (long) c.width() * pixels + c.timeWidth(), c.midWidth());
        midNorm1 = KerasLayers.norm(p.in("mid_norm1"), c.midWidth());
        midDense2 = KerasLayers.dense(p.in("mid_dense2"), c.midWidth(), (long) c.seedChannels() * pixels);
        midNorm2 = KerasLayers.norm(p.in("mid_norm2"), (long) c.seedChannels() * pixels);
        ParameterScope ups = p.in("up");
        lowest = new TimeBlock(ups.in("0"), c.seedChannels() + c.width(), c.width(), c.timeWidth());
        for (int i = 1; i < LEVELS; i++) {
            up.add(new EnlargingTimeBlock(ups.in(Integer.toString(i)), c.width(), c.width(), c.width(), c.timeWidth()));
        }
        out = KerasLayers.convolution(p.in("out"), c.width(), c.channels(), 1);
    }

    /** x (B, C, size, size), time (B) or (1) -> (B, C, size, size). */
    @Override
    public Tensor forward(Tensor x, Tensor time, Condition condition) {
        Shapes.require("x", x, Shapes.ANY, config.channels(), config.size(), config.size());
        Tensor t = sinusoids == null ? time.unsqueeze(-1) : sinusoids.forward(time);
        Tensor e = relu(timeNorm.forward(timeDense.forward(t))); // (B | 1, time width)
        List<Tensor> skips = new ArrayList<>();
        Tensor h = x;
        for (int i = 0; i < LEVELS; i++) {
            h = down.get(i).forward(i == 0 ? h : max_pool2d(h, TWO), e); // (B, width, size/2^i, size/2^i)
            skips.add(h);
        }
        h = insteadOf(joined(middle(h, e), skips.get(LEVELS - 1)), both -> lowest.forward(both, e));
        for (int i = 1; i < LEVELS; i++) {
            Tensor skip = skips.get(LEVELS - 1 - i);
            h = up.get(i - 1).forward(h, skip, e);
        }
        return out.forward(h);
    }

    /** The whole picture through two dense layers; flattened and unfolded in the order height, width, channels. */
    private Tensor middle(Tensor h, Tensor e) {
        long rows = h.size(0);
        Tensor flat = h.permute(0, 2, 3, 1).reshape(rows, -1); // (B, width · pixels)
        Tensor both = cat(new TensorVector(flat, e.expand(rows, config.timeWidth())), 1);
        Tensor narrow = relu(midNorm1.forward(midDense1.forward(both))); // (B, mid width)
        Tensor wide = relu(midNorm2.forward(midDense2.forward(narrow))); // (B, seed channels · pixels)
        return wide.view(rows, config.smallest(), config.smallest(), config.seedChannels())
                .permute(0, 3, 1, 2);
    }
}
