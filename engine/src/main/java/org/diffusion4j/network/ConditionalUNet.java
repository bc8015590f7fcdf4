// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.diffusion4j.tensor.Temporaries.insteadOf;
import static org.diffusion4j.tensor.Temporaries.joined;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.ConvTranspose2d;
import org.diffusion4j.nn.Embedding;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.SinusoidalTime;
import org.diffusion4j.tensor.Shapes;

/**
 * A U-Net told of a class: three halvings, the widths base, 2, 4 and 8 times base, and an embedding of time and class
 * added in every block. 8,544,771 parameters at base 64 with ten classes. Checkpoint names: {@code time_mlp.1},
 * {@code time_mlp.3}, {@code class_emb}, {@code enc1..3}, {@code mid}, {@code up3..1}, {@code dec3..1}, {@code out}.
 */
final class ConditionalUNet implements Network {
    private static final long[] TWO = {2, 2};

    private final ConditionalUNetConfig config;
    private final SinusoidalTime sinusoids;
    private final Linear time1, time3;
    private final Embedding classes;
    private final ConvBlock enc1, enc2, enc3, mid, dec3, dec2, dec1;
    private final ConvTranspose2d up3, up2, up1;
    private final Conv2d out;

    ConditionalUNet(ParameterScope p, ConditionalUNetConfig c) {
        config = c;
        int b = c.base();
        int e = c.embedding();
        sinusoids = new SinusoidalTime(e);
        time1 = Linear.of(p.in("time_mlp").in("1"), e, e);
        time3 = Linear.of(p.in("time_mlp").in("3"), e, e);
        classes = Embedding.of(p.in("class_emb"), c.classes() + (c.nullClass() ? 1 : 0), e);
        enc1 = new ConvBlock(p.in("enc1"), inChannels(c), b, e);
        enc2 = new ConvBlock(p.in("enc2"), b, 2 * b, e);
        enc3 = new ConvBlock(p.in("enc3"), 2 * b, 4 * b, e);
        mid = new ConvBlock(p.in("mid"), 4 * b, 8 * b, e);
        up3 = ConvTranspose2d.of(p.in("up3"), 8L * b, 4L * b, 2);
        dec3 = new ConvBlock(p.in("dec3"), 8 * b, 4 * b, e);
        up2 = ConvTranspose2d.of(p.in("up2"), 4L * b, 2L * b, 2);
        dec2 = new ConvBlock(p.in("dec2"), 4 * b, 2 * b, e);
        up1 = ConvTranspose2d.of(p.in("up1"), 2L * b, b, 2);
        dec1 = new ConvBlock(p.in("dec1"), 2 * b, b, e);
        out = Conv2d.same(p.in("out"), b, c.learnedVariance() ? 2L * c.channels() : c.channels(), 1);
    }

    private static int inChannels(ConditionalUNetConfig c) {
        return c.selfConditioning() ? 2 * c.channels() : c.channels();
    }

    /** x (B, C or 2C, size, size), time (B) or (1), one label per row -> (B, C or 2C, size, size). */
    @Override
    public Tensor forward(Tensor x, Tensor time, Condition condition) {
        Shapes.require("x", x, Shapes.ANY, inChannels(config), config.size(), config.size());
        Tensor t = time3.forward(silu(time1.forward(sinusoids.forward(time)))); // (B | 1, embedding)
        Tensor e = silu(t.add(classes.forward(labels(condition, x.size(0))))); // (B, embedding)
        Tensor e1 = enc1.forward(x, e); // (B, b, size, size)
        Tensor e2 = enc2.after(max_pool2d(e1, TWO), e); // (B, 2b, size/2, size/2)
        Tensor e3 = enc3.after(max_pool2d(e2, TWO), e); // (B, 4b, size/4, size/4)
        Tensor h = mid.after(max_pool2d(e3, TWO), e); // (B, 8b, size/8, size/8)
        h = dec3.after(joined(insteadOf(h, up3::forward), e3), e); // (B, 4b, size/4, size/4)
        h = dec2.after(joined(insteadOf(h, up2::forward), e2), e); // (B, 2b, size/2, size/2)
        h = dec1.after(joined(insteadOf(h, up1::forward), e1), e); // (B, b, size, size)
        return out.forward(h);
    }

    private static int[] labels(Condition condition, long rows) {
        if (!(condition instanceof Condition.Labels labels) || labels.values().length != rows) {
            throw new ShapeException(
                    "a network with classes needs one label for each of its %d rows but was told %s. Give Condition.labels with a number per row."
                            .formatted(
                                    rows,
                                    condition instanceof Condition.Labels given
                                            ? given.values().length + " labels"
                                            : "none"));
        }
        return labels.values();
    }
}
