// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.silu;

import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.data.Condition;
import org.diffusion4j.nn.FourierTime;
import org.diffusion4j.nn.InPlace;
import org.diffusion4j.nn.Linear;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;

/**
 * A residual MLP on points with Gaussian Fourier time features: 25,443 parameters at its own size, 25,411 of them
 * trained. Checkpoint names: {@code embed.0.W}, {@code embed.1}, {@code in_layer}, {@code dense1..3.dense}, {@code
 * h_layer1..2}, {@code out_layer}.
 */
final class PointMlp implements Network {
    private final PointMlpConfig config;
    private final int steps;
    private final FourierTime fourier;
    private final Linear embed, in, dense1, dense2, dense3, layer1, layer2, out;

    PointMlp(ParameterScope p, PointMlpConfig c, int steps) {
        config = c;
        this.steps = steps;
        fourier = FourierTime.of(p.in("embed").in("0"), c.embed(), c.fourierScale());
        embed = Linear.of(p.in("embed").in("1"), c.embed(), c.embed());
        in = Linear.of(p.in("in_layer"), c.dim(), c.hidden());
        dense1 = Linear.of(p.in("dense1").in("dense"), c.embed(), c.hidden());
        dense2 = Linear.of(p.in("dense2").in("dense"), c.embed(), c.hidden());
        dense3 = Linear.of(p.in("dense3").in("dense"), c.embed(), c.hidden());
        layer1 = Linear.of(p.in("h_layer1"), c.hidden(), c.hidden());
        layer2 = Linear.of(p.in("h_layer2"), c.hidden(), c.hidden());
        out = Linear.of(p.in("out_layer"), c.hidden(), c.dim());
    }

    /** x (N, dim), time (N) or (1) -> (N, dim). One shared time is embedded once. */
    @Override
    public Tensor forward(Tensor x, Tensor time, Condition condition) {
        Shapes.require("x", x, Shapes.ANY, config.dim());
        Tensor e = silu(embed.forward(fourier.forward(time.div(Tensors.scalar(steps))))); // (N | 1, embed)
        Tensor h0 = in.forward(x); // (N, hidden), as all below
        Tensor h1 = InPlace.add(layer1.forward(InPlace.silu(h0.add(dense1.forward(e)))), h0);
        Tensor h2 = InPlace.add(layer2.forward(InPlace.silu(h1.add(dense2.forward(e)))), h1);
        if (config.thirdResidual()) {
            return out.forward(InPlace.silu(h2.add(dense3.forward(e))).add(h2));
        }
        return out.forward(InPlace.silu(InPlace.add(h2, dense3.forward(e))));
    }
}
