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
 * @param from the share of the schedule's times below which nothing is guided any more, 0 is the clean end
 *     (Kynkäänniemi et al. 2024: guidance at the noisiest times does harm and at the cleanest does nothing)
 * @param to the share above which nothing is guided yet, 1 is pure noise
 */
public record Guidance(double scale, double rescale, double from, double to) {
    /** The network's conditional output as it is. */
    public static final Guidance NONE = Guidance.of(1);

    public Guidance {
        if (!Double.isFinite(scale) || !(rescale >= 0 && rescale <= 1)) {
            throw new ConfigException(
                    "guidance was given the scale %s and the rescaling %s; the first must be a number and the second lie in [0, 1]. Scale 1 is no guidance, 0 no rescaling."
                            .formatted(scale, rescale));
        }
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new ConfigException(
                    "guidance was given the interval %s to %s; both must lie in [0, 1], the first below the second. 0 is the clean end, 1 pure noise, and 0 to 1 is everywhere."
                            .formatted(from, to));
        }
    }

    /** Guidance of this scale and rescaling at all times. */
    public Guidance(double scale, double rescale) {
        this(scale, rescale, 0, 1);
    }

    /** Guidance of this scale, without rescaling. */
    public static Guidance of(double scale) {
        return new Guidance(scale, 0);
    }

    /** The same, rescaled. */
    public Guidance rescaledBy(double other) {
        return new Guidance(scale, other, from, to);
    }

    /** The same between these shares of the times only. */
    public Guidance between(double newFrom, double newTo) {
        return new Guidance(scale, rescale, newFrom, newTo);
    }

    /** The scale, and what else is not as usual: {@code 3.0, rescaled by 0.7, between 0.1 and 0.8}. */
    public String words() {
        return scale
                + (rescale == 0 ? "" : ", rescaled by " + rescale)
                + (isEverywhere() ? "" : ", between " + from + " and " + to);
    }

    /** True where the unconditional output is not needed. */
    public boolean isNone() {
        return scale == 1;
    }

    /** True if it is used at every time. */
    public boolean isEverywhere() {
        return from == 0 && to == 1;
    }

    /**
     * Whether it is used at a time.
     *
     * @param share of the schedule's times that lie below; an end at 0 or 1 is no bound, whatever a network calls its times
     */
    public boolean isUsedAt(double share) {
        return !isNone() && (from == 0 || from <= share) && (to == 1 || share <= to);
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
