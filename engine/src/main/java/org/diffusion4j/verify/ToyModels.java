// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plus;
import static org.diffusion4j.tensor.Tensors.times;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.sampler.Denoiser;

/** The formulas that stand for networks in the fixtures of samplers; s(z) = z / (1 + |z|). */
final class ToyModels {
    private ToyModels() {}

    static Denoiser named(String name) {
        return switch (name) {
            case "toy_vp" -> ToyModels::vp;
            case "toy_edm" -> (x, t) -> times(soft(plus(times(x, 2), 0.3 * t - 0.2)), 0.4);
            case "toy_vp_learned_range" -> (x, t) -> both(vp(x, t), soft(times(x, 0.7)));
            case "toy_vp_learned" -> (x, t) -> both(vp(x, t), times(plus(soft(times(x, 0.7)), 1.5), 0.01));
            case "dummy_model" -> (x, t) -> times(x, t / (t + 1));
            default -> throw new FixtureException("the model '%s' is not known to this version".formatted(name));
        };
    }

    private static Tensor vp(Tensor x, double t) {
        double fading = 100 / (100 + t);
        return blend(x, t / (t + 1), soft(plus(times(x, 2), -0.5)), 0.25 * fading * fading);
    }

    private static Tensor soft(Tensor z) {
        return z.div(plus(z.abs(), 1));
    }

    private static Tensor both(Tensor mean, Tensor variance) {
        return cat(new TensorVector(mean, variance), 1);
    }
}
