// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;
import static org.diffusion4j.tensor.Tensors.plusScaled;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;

/**
 * Classifier-free guidance (Ho and Salimans 2022): a network's outputs with and without the condition as one.
 *
 * @param scale 1 for none; the paper's w is scale − 1
 * @param rescale in [0, 1]: how far the result is brought back to the spread of the conditional output, against too
 *     strong contrast (Lin et al. 2023, section 3.4, 0.7); 0 for not at all
 */
public record Guidance(double scale, double rescale) {
    /** The network's conditional output as it is. */
    public static final Guidance NONE = new Guidance(1, 0);

    public Guidance {
        if (!Double.isFinite(scale) || !(rescale >= 0 && rescale <= 1)) {
            throw new ConfigException(
                    "guidance was given the scale %s and the rescaling %s; the first must be a number and the second lie in [0, 1]. Scale 1 is no guidance, 0 no rescaling."
                            .formatted(scale, rescale));
        }
    }

    /** Guidance of this scale, without rescaling. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0);
    }

    /** True where the unconditional output is not needed. */
    public boolean isNone() {
        return scale == 1;
    }

    /** The output to go on with; all are (B, …). */
    public Tensor combine(Tensor conditional, Tensor unconditional) {
        Tensor guided = plusScaled(unconditional, conditional.sub(unconditional), scale);
        if (rescale == 0) {
            return guided;
        }
        long[] others = LongStream.range(1, guided.dim()).toArray();
        Tensor ratio = conditional.std(others, true, true).div(guided.std(others, true, true));
        return blend(guided, 1 - rescale, guided.mul(ratio), rescale);
    }
}
