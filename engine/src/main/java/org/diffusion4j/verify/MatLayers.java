// SPDX-License-Identifier: Apache-2.0
package org.diffusion4j.verify;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.diffusion4j.nn.ParameterScope;
import org.diffusion4j.nn.Parameters;
import org.diffusion4j.nn.mat.Activation;
import org.diffusion4j.nn.mat.BiasAct;
import org.diffusion4j.nn.mat.Conv2dLayer;
import org.diffusion4j.nn.mat.Fir;
import org.diffusion4j.nn.mat.FullyConnected;
import org.diffusion4j.nn.mat.LayerNoise;
import org.diffusion4j.nn.mat.MappingNet;
import org.diffusion4j.nn.mat.ModulatedConv2d;
import org.diffusion4j.nn.mat.Scale;
import org.diffusion4j.nn.mat.StyleConv;
import org.diffusion4j.nn.mat.ToRgb;
import org.diffusion4j.nn.mat.Truncation;

/** Layers with style and resampling. */
final class MatLayers {
    static final Map<String, MatCase.Check> CHECKS = Map.of(
            "FullyConnectedLayer", MatLayers::fullyConnected,
            "Conv2dLayer", MatLayers::conv,
            "ModulatedConv2d", MatLayers::modulated,
            "StyleConv", MatLayers::styleConv,
            "ToRGB", MatLayers::toRgb,
            "MappingNet", MatLayers::mapping);

    private MatLayers() {}

    /** Runs without gradient over a network that is closed afterwards. */
    static <N> void run(MatCase one, Function<ParameterScope, N> plan, Running<N> work) {
        try (Parameters.Built<N> built = one.build(plan);
                NoGradGuard guard = new NoGradGuard()) {
            work.run(built.network());
        }
    }

    /** What is done with a network. */
    @FunctionalInterface
    interface Running<N> {
        void run(N network);
    }

    private static void fullyConnected(MatCase one) {
        Node c = one.config();
        FullyConnected.Spec spec = FullyConnected.Spec.of(
                        c.at("in_features").integer(), c.at("out_features").integer())
                .with(MatCase.activation(c, "activation", Activation.LINEAR))
                .withMultiplier(c.number("lr_multiplier", 1))
                .withBiasInit(c.number("bias_init", 0));
        boolean hasBias = MatCase.flag(c, "bias", true);
        run(
                one,
                p -> FullyConnected.of(p, hasBias ? spec : spec.withoutBias()),
                layer -> one.check("y", layer.forward(one.input("x"))));
    }

    /** The layer that a configuration of {@code Conv2dLayer} or {@code Conv2dLayerPartial} describes. */
    static Conv2dLayer.Spec convSpec(Node c) {
        Conv2dLayer.Spec spec = Conv2dLayer.Spec.of(
                        c.at("in_channels").integer(),
                        c.at("out_channels").integer(),
                        c.at("kernel_size").integer())
                .with(MatCase.activation(c, "activation", Activation.LINEAR))
                .with(scale(c))
                .with(taps(c))
                .clampedTo(clamp(c));
        return MatCase.flag(c, "bias", true) ? spec : spec.withoutBias();
    }

    private static Scale scale(Node c) {
        return c.number("up", 1) == 2 ? Scale.UP : c.number("down", 1) == 2 ? Scale.DOWN : Scale.SAME;
    }

    private static Fir.Taps taps(Node c) {
        return c.has("resample_filter")
                ? MatOps.taps(c, "resample_filter", false).normalized()
                : Fir.BINOMIAL;
    }

    private static double clamp(Node c) {
        return c.number("conv_clamp", BiasAct.UNCLAMPED);
    }

    private static void conv(MatCase one) {
        run(
                one,
                p -> Conv2dLayer.of(p, convSpec(one.config())),
                layer -> one.check(
                        "y", layer.forward(one.input("x"), one.config().number("forward_gain", 1))));
    }

    private static ModulatedConv2d.Spec modulatedSpec(Node c, int kernel, boolean demodulates) {
        return ModulatedConv2d.Spec.of(
                        c.at("in_channels").integer(),
                        c.at("out_channels").integer(),
                        c.at("style_dim").integer())
                .withKernel((int) c.number("kernel_size", kernel))
                .demodulating(MatCase.flag(c, "demodulate", demodulates))
                .with(scale(c))
                .with(taps(c));
    }

    private static void modulated(MatCase one) {
        run(
                one,
                p -> ModulatedConv2d.of(p, modulatedSpec(one.config(), 3, true)),
                layer -> one.check("y", layer.forward(one.input("x"), one.input("style"))));
    }

    private static void styleConv(MatCase one) {
        Node c = one.config();
        int side = MatCase.flag(c, "use_noise", true) ? c.at("resolution").integer() : 0;
        StyleConv.Spec spec = new StyleConv.Spec(
                modulatedSpec(c, 3, true), side, MatCase.activation(c, "activation", Activation.LRELU), clamp(c));
        run(
                one,
                p -> StyleConv.of(p, spec),
                layer -> one.check(
                        "y", layer.forward(one.input("x"), one.input("style"), noise(c), c.number("forward_gain", 1))));
    }

    /** The noise mode; fixtures with random noise list the maps. */
    static LayerNoise noise(Node c) {
        String mode = c.text("forward_noise_mode", c.text("noise_mode", "none"));
        return switch (mode) {
            case "const" -> LayerNoise.CONSTANT;
            case "none", "random" -> LayerNoise.NONE;
            default -> throw new FixtureException("the noise mode '%s' is not known".formatted(mode));
        };
    }

    private static void toRgb(MatCase one) {
        Node c = one.config();
        run(
                one,
                p -> ToRgb.of(p, modulatedSpec(c, 1, false), clamp(c)),
                layer -> one.check("y", layer.forward(one.input("x"), one.input("style"), one.inputOrNull("skip"))));
    }

    private static void mapping(MatCase one) {
        Node c = one.config();
        int w = c.at("w_dim").integer();
        MappingNet.Spec spec = new MappingNet.Spec(
                c.at("z_dim").integer(),
                c.at("c_dim").integer(),
                w,
                (int) c.number("num_ws", 0),
                (int) c.number("num_layers", 8),
                isUnset(c, "w_avg_beta") ? OptionalDouble.empty() : OptionalDouble.of(c.number("w_avg_beta", 0.995)),
                (int) c.number("embed_features", w),
                (int) c.number("layer_features", w),
                MatCase.activation(c, "activation", Activation.LRELU),
                c.number("lr_multiplier", 0.01));
        boolean tracks = MatCase.flag(c, "training", false) && !MatCase.flag(c, "forward_skip_w_avg_update", false);
        run(one, p -> new MappingNet(p, spec), net -> {
            Tensor styles = net.style(one.inputOrNull("z"), one.inputOrNull("c"));
            if (tracks) {
                net.track(styles);
            }
            one.check("ws", spec.copies() == 0 ? styles : net.rows(styles, truncation(c)));
            if (one.hasOutput("w_avg_after")) {
                one.check("w_avg_after", net.average());
            }
        });
    }

    /** Whether the member is there and null, which is not the same as left out. */
    private static boolean isUnset(Node config, String key) {
        return config.json().has(key) && !config.has(key);
    }

    /** How styles are truncated in a call. */
    static Truncation truncation(Node c) {
        return new Truncation(
                c.number("forward_truncation_psi", 1),
                c.has("forward_truncation_cutoff")
                        ? OptionalInt.of(c.at("forward_truncation_cutoff").integer())
                        : OptionalInt.empty());
    }
}
