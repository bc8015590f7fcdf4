// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.sampler;

import static org.diffusion4j.tensor.Tensors.blend;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.error.KeyName;
import org.diffusion4j.schedule.NoiseSchedule;

/**
 * What a network's output means, with xT = a·x0 + s·ε (a = √ᾱ, s = √(1−ᾱ) where the variance is preserved). Ho et al.
 * 2020 for ε; Salimans and Ho 2022 for v = a·ε − s·x0.
 */
public enum Prediction {
    /** The noise. */
    EPSILON {
        @Override
        public Tensor x0(Tensor xT, Tensor output, double a, double s) {
            return blend(xT, 1 / a, output, -s / a);
        }

        @Override
        public Tensor epsilon(Tensor xT, Tensor output, double a, double s) {
            return output;
        }

        @Override
        public void target(float[] x0, float[] noise, double a, double s, float[] target, int from, int count) {
            System.arraycopy(noise, from, target, from, count);
        }
    },
    /** The clean sample. */
    X0 {
        @Override
        public Tensor x0(Tensor xT, Tensor output, double a, double s) {
            return output;
        }

        @Override
        public Tensor epsilon(Tensor xT, Tensor output, double a, double s) {
            return blend(xT, 1 / s, output, -a / s);
        }

        @Override
        public void target(float[] x0, float[] noise, double a, double s, float[] target, int from, int count) {
            System.arraycopy(x0, from, target, from, count);
        }
    },
    /** The velocity. */
    VELOCITY {
        @Override
        public Tensor x0(Tensor xT, Tensor output, double a, double s) {
            return blend(xT, a, output, -s);
        }

        @Override
        public Tensor epsilon(Tensor xT, Tensor output, double a, double s) {
            return blend(output, a, xT, s);
        }

        @Override
        public void target(float[] x0, float[] noise, double a, double s, float[] target, int from, int count) {
            for (int i = from; i < from + count; i++) {
                target[i] = (float) (a * noise[i] - s * x0[i]);
            }
        }
    };

    /**
     * Refuses times at which the noise alone cannot tell the clean sample, because nothing of that is left.
     *
     * @param times of the schedule at which a network of this output is asked
     * @throws ConfigException if the output is the noise and abar is 0 at one of them, as it can be at the last
     */
    void requireSignal(NoiseSchedule schedule, IntStream times) {
        OptionalInt without = times.filter(t -> t == schedule.lastStep() && schedule.alphaBar(t) == 0)
                .findFirst(); // a time beyond the last is told by the run that comes to it
        if (this == EPSILON && without.isPresent()) {
            throw ConfigException.naming(
                    "%s is epsilon, and at time %d nothing of the clean sample is left (by %s, or a large %s), which the noise then cannot tell. Use a network that predicts %s or %s, or a sampler that keeps a little signal, such as %s.",
                    new KeyName("prediction"),
                    without.getAsInt(),
                    new KeyName("terminalSnr"),
                    new KeyName("betaEnd"),
                    new KeyName("velocity"),
                    new KeyName("x0"),
                    new KeyName("dpmpp"));
        }
    }

    /** The weight of xT in the clean sample that an output stands for. */
    public double weightOfX(double a, double s) {
        return switch (this) {
            case EPSILON -> 1 / a;
            case X0 -> 0;
            case VELOCITY -> a;
        };
    }

    /** The weight of the output in the clean sample that it stands for. */
    public double weightOfOutput(double a, double s) {
        return switch (this) {
            case EPSILON -> -s / a;
            case X0 -> 1;
            case VELOCITY -> -s;
        };
    }

    /** The clean sample that {@code output} stands for at {@code xT}; shaped like both. */
    public abstract Tensor x0(Tensor xT, Tensor output, double a, double s);

    /** The noise that {@code output} stands for at {@code xT}; shaped like both. */
    public abstract Tensor epsilon(Tensor xT, Tensor output, double a, double s);

    /** What a network with this output is trained towards: {@code target[from … from + count − 1]} of one row. */
    public abstract void target(float[] x0, float[] noise, double a, double s, float[] target, int from, int count);
}
