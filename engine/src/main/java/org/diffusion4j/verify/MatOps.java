// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.BiasAct;
import org.diffusion4j.nn.mat.Fir;
import org.diffusion4j.nn.mat.Interpolation;
import org.diffusion4j.nn.mat.MinibatchStd;
import org.diffusion4j.nn.mat.UpFirDn;

/** Operations of MAT without weights. */
final class MatOps {
    static final Map<String, MatCase.Check> CHECKS = Map.of(
            "bias_act", MatOps::biasAct,
            "setup_filter", MatOps::filter,
            "upfirdn2d", MatOps::upFirDn,
            "filter2d", one -> resample(one, UpFirDn.filtering(fir(one), padding(one))),
            "upsample2d", one -> resample(one, UpFirDn.enlarging(fir(one), factor(one, "up"), padding(one))),
            "downsample2d", one -> resample(one, UpFirDn.shrinking(fir(one), factor(one, "down"), padding(one))),
            "interpolate", MatOps::interpolate,
            "MinibatchStdLayer", MatOps::minibatchStd);

    private MatOps() {}

    private static void biasAct(MatCase one) {
        Node config = one.config();
        Activation activation = MatCase.activation(config, "act", Activation.LINEAR);
        BiasAct act = new BiasAct(
                activation,
                config.number("alpha", activation.alpha()),
                config.number("gain", activation.gain()),
                config.number("clamp", BiasAct.UNCLAMPED));
        Tensor y = act.apply(one.input("x"), one.inputOrNull("b"), (int) config.number("dim", 1));
        one.check("y", y);
    }

    private static void filter(MatCase one) {
        Node config = one.config();
        Fir.Taps taps = taps(config, "f", !MatCase.flag(config, "separable", true));
        if (MatCase.flag(config, "normalize", true)) {
            taps = taps.normalized();
        }
        if (MatCase.flag(config, "flip_filter", false)) {
            taps = taps.flipped();
        }
        one.check("filter", Fir.of(taps.withGain(config.number("gain", 1))).kernel());
    }

    /** A list, a list of rows, or null for the filter that changes nothing. */
    static Fir.Taps taps(Node config, String key, boolean isSquare) {
        if (!config.has(key)) {
            return Fir.Taps.of(1);
        }
        Node list = config.at(key);
        double[] values = list.numbers();
        if (list.json().isArray() && list.json().get(0).isArray()) {
            return new Fir.Taps(
                    list.json().size(), Arrays.stream(values).boxed().toList());
        }
        return isSquare ? Fir.Taps.square(values) : Fir.Taps.of(values);
    }

    private static Fir fir(MatCase one) {
        return Fir.of(taps(one.config(), "taps", false).normalized());
    }

    private static void upFirDn(MatCase one) {
        UpFirDn plain = UpFirDn.PLAIN
                .upBy(factors(one, "up"))
                .downBy(factors(one, "down"))
                .padded(padding(one));
        resample(one, MatCase.flag(one.config(), "flip_filter", false) ? plain.flipped() : plain);
    }

    private static void resample(MatCase one, UpFirDn plan) {
        one.check("y", plan.times(one.config().number("gain", 1)).apply(one.input("x"), fir(one)));
    }

    private static int factor(MatCase one, String key) {
        return factors(one, key).x();
    }

    private static UpFirDn.Factors factors(MatCase one, String key) {
        double[] xy = one.config().has(key) ? one.config().at(key).numbers() : new double[] {1};
        return new UpFirDn.Factors((int) xy[0], (int) xy[xy.length - 1]);
    }

    /** One number, [x, y] or [left, right, top, bottom]. */
    private static UpFirDn.Padding padding(MatCase one) {
        double[] p = one.config().has("padding") ? one.config().at("padding").numbers() : new double[] {0};
        return switch (p.length) {
            case 1 -> UpFirDn.Padding.all((int) p[0]);
            case 2 -> new UpFirDn.Padding((int) p[0], (int) p[0], (int) p[1], (int) p[1]);
            default -> new UpFirDn.Padding((int) p[0], (int) p[1], (int) p[2], (int) p[3]);
        };
    }

    private static void interpolate(MatCase one) {
        double[] size = one.config().at("size").numbers();
        Tensor x = one.input("x");
        one.check(
                "y",
                size.length == 1
                        ? Interpolation.line(x, (long) size[0])
                        : Interpolation.plane(x, (long) size[0], (long) size[1]));
    }

    private static void minibatchStd(MatCase one) {
        Node config = one.config();
        OptionalInt group = config.has("group_size")
                ? OptionalInt.of(config.at("group_size").integer())
                : OptionalInt.empty();
        try (NoGradGuard guard = new NoGradGuard()) {
            one.check("y", new MinibatchStd(group, (int) config.number("num_channels", 1)).forward(one.input("x")));
        }
    }
}
