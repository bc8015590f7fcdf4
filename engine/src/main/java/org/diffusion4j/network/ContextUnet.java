// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network;

import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.relu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.data.Condition;
import org.diffusion4j.error.ShapeException;
import org.diffusion4j.nn.Conv2d;
import org.diffusion4j.nn.ConvTranspose2d;
import org.diffusion4j.nn.Dropout;
import org.diffusion4j.nn.GroupNorm;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Temporaries;
import org.diffusion4j.tensor.Tensors;

/**
 * The U-Net of the sprites: on its way up, time is added to the two deepest tensors and a context vector scales them.
 * 1,481,027 trained numbers with two levels at 64 features, 54.6 million with five. Checkpoint names: {@code init_conv},
 * {@code down1..}, {@code up0..}, {@code timeembed1..2}, {@code contextembed1..2}, {@code out}.
 */
final class ContextUnet implements Network {
    /** The seed's own number, not the square root of 2: its weights were trained with it. */
    private static final double ROOT = 1.414;

    private static final int EMBEDDED = 2;

    private final ContextUnetConfig config;
    private final int steps;
    private final ContextConvBlock init;
    private final ContextShortcut.Path around;
    private final List<ContextDown> down = new ArrayList<>();
    private final ConvTranspose2d vectorToMap;
    private final GroupNorm mapNorm, outNorm;
    private final List<ContextUp> up = new ArrayList<>();
    private final List<ContextEmbed> timeEmbeds = new ArrayList<>();
    private final List<ContextEmbed> contextEmbeds = new ArrayList<>();
    private final Conv2d out0, out3;

    ContextUnet(ParameterScope p, ContextUnetConfig c, int steps) {
        config = c;
        this.steps = steps;
        int f = c.features();
        ContextPlan plan = c.plan();
        init = new ContextConvBlock(p.in("init_conv"), c.channels(), f, c.norm());
        around = c.channels() == f ? (x, time) -> x : c.shortcut().path(p.in("init_conv"), c.channels(), f);
        for (int i = 0; i < c.levels(); i++) {
            down.add(new ContextDown(p.in("down" + (i + 1)), plan.width(i), plan.width(i + 1), c.norm()));
        }
        int deep = plan.deepest();
        vectorToMap = ConvTranspose2d.of(p.in("up0").in("0"), deep, deep, c.smallest());
        mapNorm = GroupNorm.of(p.in("up0").in("1"), deep, ContextNorm.GROUPS);
        for (int i = 0; i < c.levels(); i++) {
            up.add(new ContextUp(p.in("up" + (i + 1)), plan.upIn(i), plan.upOut(i), c.norm()));
        }
        for (int i = 0; i < EMBEDDED; i++) {
            int width = i == 0 ? deep : plan.upOut(0);
            timeEmbeds.add(new ContextEmbed(p.in("timeembed" + (i + 1)), 1, width));
            contextEmbeds.add(new ContextEmbed(p.in("contextembed" + (i + 1)), c.contextSize(), width));
        }
        out0 = Conv2d.same(p.in("out").in("0"), 2L * f, f, 3);
        outNorm = GroupNorm.of(p.in("out").in("1"), f, ContextNorm.GROUPS);
        out3 = Conv2d.same(p.in("out").in("3"), f, c.channels(), 3);
    }

    /** x (B, C, height, height), time (B) or (1), a context per row or none -> (B, C, height, height). */
    @Override
    public Tensor forward(Tensor x, Tensor time, Condition condition) {
        return forward(x, time, condition, false);
    }

    /** Normalises by the statistics of each batch and moves the running ones; threads that have pieces of a batch do so together. */
    @Override
    public Network training(Dropout dropout) {
        return (x, time, condition) -> forward(x, time, condition, true);
    }

    private Tensor forward(Tensor x, Tensor time, Condition condition, boolean isTraining) {
        Shapes.require("x", x, Shapes.ANY, config.channels(), config.height(), config.height());
        Tensor t = time.div(Tensors.scalar(steps)).unsqueeze(-1); // (B | 1, 1)
        Tensor c = context(condition, x); // (B | 1, contextSize)
        Tensor first = first(x, time, isTraining); // (B, F, height, height)
        List<Tensor> skips = new ArrayList<>();
        Tensor h = first;
        for (ContextDown level : down) {
            h = level.forward(h, isTraining);
            skips.add(h);
        }
        Tensor vector = gelu(avg_pool2d(h, config.smallest(), config.smallest())); // (B, deepest, 1, 1)
        h = relu(mapNorm.forward(vectorToMap.forward(vector))); // (B, deepest, smallest, smallest)
        for (int i = 0; i < up.size(); i++) {
            if (i < EMBEDDED) {
                h = contextEmbeds.get(i).forward(c).mul(h).add(timeEmbeds.get(i).forward(t));
            }
            h = up.get(i).forward(h, skips.get(skips.size() - 1 - i), isTraining);
        }
        Tensor both = cat(new TensorVector(h, first), 1); // (B, 2F, height, height)
        return out3.forward(relu(outNorm.forward(out0.forward(both))));
    }

    private Tensor first(Tensor x, Tensor time, boolean isTraining) {
        return Temporaries.freedAfter(
                () -> init.forward(x, isTraining).add(around.of(x, time)).div(Tensors.scalar(ROOT)));
    }

    private Tensor context(Condition condition, Tensor x) {
        int size = config.contextSize();
        if (condition == Condition.NONE) {
            return Tensors.on(x.device(), Tensors.of(new float[size], 1, size)); // zeros stand for none
        }
        if (condition instanceof Condition.Context context
                && context.size() == size
                && context.values().length == size * x.size(0)) {
            return Tensors.on(x.device(), Tensors.of(context.values(), x.size(0), size));
        }
        throw new ShapeException(
                "a network with contexts of %d numbers was given %s for %d inputs. Give Condition.context with one row per input, or Condition.NONE."
                        .formatted(size, described(condition), x.size(0)));
    }

    private static String described(Condition condition) {
        return condition instanceof Condition.Context context
                ? "%d rows of %d numbers".formatted(context.values().length / context.size(), context.size())
                : "labels";
    }
}
