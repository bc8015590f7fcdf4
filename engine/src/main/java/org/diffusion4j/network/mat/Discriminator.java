// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.network.mat;

import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.FullyConnected;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.tensor.Shapes;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Tells real images from filled ones, with one branch for final images and a narrower one for those of the first stage;
 * both see the mask. Checkpoint names are those of the official release: {@code Dis.*}, {@code fc0}, {@code fc1}, {@code
 * Dis_stg1.*}, {@code fc0_stg1}, {@code fc1_stg1}, and {@code mapping.*} where there are labels.
 */
public final class Discriminator {
    private final DiscriminatorConfig config;
    private final @Nullable MappingNet mapping;
    private final Head image;
    private final Head draft;
    private final int labelWidth;

    /** A branch and the two layers after it. */
    private record Head(DiscriminatorBranch branch, FullyConnected fc0, FullyConnected fc1) {
        static Head of(ParameterScope p, DiscriminatorConfig c, String suffix, int outputs, IntUnaryOperator channels) {
            int width = DiscriminatorBranch.width(channels);
            return new Head(
                    new DiscriminatorBranch(p.in("Dis" + suffix), c, channels),
                    FullyConnected.of(
                            p.in("fc0" + suffix),
                            FullyConnected.Spec.of(DiscriminatorBranch.features(channels), width)
                                    .with(Activation.LRELU)),
                    FullyConnected.of(p.in("fc1" + suffix), FullyConnected.Spec.of(width, outputs)));
        }

        Tensor forward(Tensor image, Tensor known) {
            return fc1.forward(fc0.forward(branch.forward(image, known)));
        }
    }

    /** Takes its parameters from {@code p} in the order of the official model. */
    public Discriminator(ParameterScope p, DiscriminatorConfig c) {
        config = c;
        IntUnaryOperator whole = side -> c.channels().at(side);
        labelWidth = c.label() > 0 ? DiscriminatorBranch.width(whole) : 0;
        mapping = labelWidth == 0
                ? null
                : new MappingNet(p.in("mapping"), MappingNet.Spec.ofLabels(c.label(), labelWidth));
        int outputs = Math.max(1, labelWidth);
        image = Head.of(p, c, "", outputs, whole);
        draft = Head.of(p, c, "_stg1", outputs, side -> Math.max(1, c.channels().at(side) / 2));
    }

    /**
     * How real final images look.
     *
     * @param images (B, colours, R, R)
     * @param known (B, 1, R, R), 1 known, 0 hole
     * @param label (B, label), or null where the network takes none
     * @return logits (B, 1)
     */
    public Tensor images(Tensor images, Tensor known, @Nullable Tensor label) {
        return logits(image, images, known, label);
    }

    /** The same for images of the first stage, by their own branch. */
    public Tensor drafts(Tensor drafts, Tensor known, @Nullable Tensor label) {
        return logits(draft, drafts, known, label);
    }

    private Tensor logits(Head head, Tensor images, Tensor known, @Nullable Tensor label) {
        int side = config.resolution();
        Shapes.require("images", images, Shapes.ANY, config.colours(), side, side);
        Shapes.require("known", known, images.size(0), 1, side, side);
        Tensor y = head.forward(images, known);
        if (mapping == null) {
            return y;
        }
        Tensor code = mapping.style(null, label);
        Tensor sum = y.mul(code).sum(new long[] {1}, true, new ScalarTypeOptional());
        return Tensors.times(sum, 1 / Math.sqrt(labelWidth));
    }
}
