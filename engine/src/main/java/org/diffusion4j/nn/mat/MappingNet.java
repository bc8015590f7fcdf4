// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.nn.mat;

import static org.bytedeco.pytorch.global.torch.cat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.diffusion4j.error.ConfigException;
import org.diffusion4j.nn.Init;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * From a latent, a label or both to a style w, by fully connected layers with a hundredth of the learning rate (Karras et
 * al. 2019). Remembers the running mean of w, towards which styles can be truncated.
 */
public final class MappingNet {
    private static final double LEARNING_RATE_MULTIPLIER = 0.01;
    private static final double EPSILON = 1e-8;

    private final Spec spec;
    private final @Nullable Tensor average;
    private final @Nullable FullyConnected embed;
    private final List<FullyConnected> layers = new ArrayList<>();

    /**
     * How a network is made.
     *
     * @param z numbers in a latent, 0 for none
     * @param label numbers in a label, 0 for none
     * @param w numbers in a style
     * @param copies how many equal rows of w leave it, 0 for one without an axis of its own
     * @param layers 1 or more
     * @param averageDecay of the running mean of w, in [0, 1), or empty to keep none; only with copies
     * @param embedded numbers that a label becomes, 1 or more; not looked at without label
     * @param hidden numbers between two layers, 1 or more
     * @param activation of every layer
     * @param multiplier of the learning rate of every layer
     */
    public record Spec(
            int z,
            int label,
            int w,
            int copies,
            int layers,
            OptionalDouble averageDecay,
            int embedded,
            int hidden,
            Activation activation,
            double multiplier) {
        /** Layers as wide as w, leaky ReLU, a hundredth of the learning rate. */
        public Spec(int z, int label, int w, int copies, int layers, double averageDecay) {
            this(
                    z,
                    label,
                    w,
                    copies,
                    layers,
                    OptionalDouble.of(averageDecay),
                    w,
                    w,
                    Activation.LRELU,
                    LEARNING_RATE_MULTIPLIER);
        }

        /** Checks the sizes. */
        public Spec {
            if (z < 0 || label < 0 || z + label < 1) {
                throw new ConfigException(
                        "a mapping network needs a latent or a label, but z was %d and label %d. Give one of them 1 or more numbers."
                                .formatted(z, label));
            }
            if (w < 1 || layers < 1 || copies < 0) {
                throw new ConfigException(
                        "w %d, layers %d and copies %d make no mapping network. Give 1 or more of w and layers."
                                .formatted(w, layers, copies));
            }
            if (!(averageDecay.orElse(0) >= 0 && averageDecay.orElse(0) < 1)) {
                throw new ConfigException("averageDecay must lie in [0, 1) but was %s. The usual value is 0.995."
                        .formatted(averageDecay.getAsDouble()));
            }
            if (embedded < 1 || hidden < 1 || !(multiplier > 0)) {
                throw new ConfigException(
                        "embedded %d, hidden %d and multiplier %s make no mapping network. Give 1 or more numbers and a multiplier above 0."
                                .formatted(embedded, hidden, multiplier));
            }
        }

        /** From labels alone to one style, as the discriminator needs it: nothing to truncate, no running mean. */
        public static Spec ofLabels(int label, int w) {
            return new Spec(0, label, w, 0, 8, 0);
        }
    }

    /** Takes {@code w_avg}, {@code embed} and {@code fc0}, {@code fc1}, … from {@code p}. */
    public MappingNet(ParameterScope p, Spec s) {
        spec = s;
        average = s.copies() > 0 && s.averageDecay().isPresent() ? p.measured("w_avg", Init.ZEROS, s.w()) : null;
        embed = s.label() > 0
                ? FullyConnected.of(p.in("embed"), FullyConnected.Spec.of(s.label(), s.embedded()))
                : null;
        int in = s.z() + (s.label() > 0 ? s.embedded() : 0);
        for (int i = 0; i < s.layers(); i++) {
            int out = i == s.layers() - 1 ? s.w() : s.hidden();
            layers.add(FullyConnected.of(
                    p.in("fc" + i),
                    FullyConnected.Spec.of(i == 0 ? in : s.hidden(), out)
                            .with(s.activation())
                            .withMultiplier(s.multiplier())));
        }
    }

    /** z (B, z) or null, label (B, label) or null -> w (B, w). */
    public Tensor style(@Nullable Tensor z, @Nullable Tensor label) {
        Tensor x = input(z, label);
        for (FullyConnected layer : layers) {
            x = layer.forward(x);
        }
        return x;
    }

    private Tensor input(@Nullable Tensor z, @Nullable Tensor label) {
        if ((spec.z() > 0) != (z != null) || (spec.label() > 0) != (label != null)) {
            throw new ConfigException(
                    "this mapping network takes a latent of %d and a label of %d numbers (0: none). Give exactly what it takes."
                            .formatted(spec.z(), spec.label()));
        }
        Tensor latent = z == null ? null : unitMoment(z);
        Tensor embedded = label == null || embed == null ? null : unitMoment(embed.forward(label));
        if (latent == null || embedded == null) {
            return latent != null ? latent : Objects.requireNonNull(embedded);
        }
        return cat(new TensorVector(latent, embedded), 1);
    }

    /** x / √(mean x² + ε) over axis 1. */
    private static Tensor unitMoment(Tensor x) {
        Tensor mean = x.square().mean(new long[] {1}, true, new ScalarTypeOptional());
        return x.mul(Tensors.plus(mean, EPSILON).rsqrt());
    }

    /** Moves the running mean of w towards the mean of {@code styles} (B, w): what training does after every mapping. */
    public void track(Tensor styles) {
        try (NoGradGuard guard = new NoGradGuard()) {
            average()
                    .lerp_(
                            styles.detach().mean(0),
                            Tensors.scalar(1 - spec.averageDecay().orElseThrow()));
        }
    }

    /** w (B, w) -> (B, copies, w), truncated. */
    public Tensor rows(Tensor styles, Truncation truncation) {
        Tensor rows = styles.unsqueeze(1).expand(styles.size(0), spec.copies(), spec.w());
        if (truncation.isNone()) {
            return rows;
        }
        int cutoff = truncation.rowsOf(spec.copies());
        Tensor moved = average().lerp(rows.narrow(1, 0, cutoff), Tensors.scalar(truncation.psi()));
        return cutoff == spec.copies()
                ? moved
                : cat(new TensorVector(moved, rows.narrow(1, cutoff, spec.copies() - cutoff)), 1);
    }

    /** The running mean of w, (w). */
    public Tensor average() {
        if (average == null) {
            throw new IllegalStateException("a mapping network without copies or decay keeps no running mean");
        }
        return average;
    }
}
